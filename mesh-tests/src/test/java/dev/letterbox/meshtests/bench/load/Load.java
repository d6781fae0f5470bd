package dev.letterbox.meshtests.bench.load;

import java.util.List;
import java.util.Locale;

/**
 * A closed loop that a server is measured under.
 *
 * @param kind what is asked
 * @param connections that are open, each with one request in flight
 */
public record Load(RequestKind kind, int connections) {

	/** What most figures are measured with. */
	public static final int FEW = 64;

	/** More than a server has threads or the gateway connections. */
	public static final int MANY = 1000;

	/** All that is measured. */
	public static final List<Load> ALL = List.of(new Load(RequestKind.SEND, FEW), new Load(RequestKind.HOT, FEW),
			new Load(RequestKind.PULL, FEW), new Load(RequestKind.NEWEST, FEW), new Load(RequestKind.MIXED, FEW),
			new Load(RequestKind.SEND, MANY), new Load(RequestKind.PULL, MANY), new Load(RequestKind.MIXED, MANY));

	/** Whether a server with a fixed answer shows what the machine does under it. */
	public boolean isYardstick() {
		return equals(yardstick());
	}

	/** The load of the fixed answer that this one is divided by. */
	public Load yardstick() {
		boolean pulls = this.kind == RequestKind.PULL || this.kind == RequestKind.NEWEST;
		return new Load(pulls ? RequestKind.PULL : RequestKind.SEND, this.connections);
	}

	/** Whether it shows what a replica costs without the gateway. */
	public boolean isBasic() {
		return isYardstick() && this.connections == FEW;
	}

	/** In words. */
	public String title() {
		String what = switch (this.kind) {
			case SEND -> "sends";
			case HOT -> "sends to one chat";
			case PULL -> "pulls of 10";
			case NEWEST -> "pulls of the newest 10";
			case MIXED -> "sends and pulls";
		};
		return String.format(Locale.ROOT, "%s, %,d connections", what, this.connections);
	}

}
