package dev.letterbox.launcher.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.letterbox.launcher.options.Options;
import dev.letterbox.launcher.options.Refusal;
import dev.letterbox.launcher.options.Setting;
import dev.letterbox.launcher.process.Fleet;
import dev.letterbox.launcher.process.Memory;
import dev.letterbox.launcher.process.Names;
import dev.letterbox.launcher.process.Spec;
import dev.letterbox.launcher.process.Supervised;
import org.jspecify.annotations.Nullable;

/**
 * How the processes of one mesh are started, scaled, restarted and stopped together.
 */
public final class Mesh {

	private final Options options;

	private final Processes processes;

	private final StoreChoice store;

	private final Fleet fleet;

	private final GatewayView view;

	private volatile MeshState state = MeshState.STARTING;

	public Mesh(Options options, Processes processes, StoreChoice store, Fleet fleet, GatewayView view) {
		this.options = options;
		this.processes = processes;
		this.store = store;
		this.fleet = fleet;
		this.view = view;
	}

	/** Starts everything, and returns when the mesh serves with all its replicas. */
	public void start(Consumer<String> say) {
		Supplier<Spec> ownStore = this.store.process();
		List<Supervised> services = new ArrayList<>(List.of(this.fleet.launch(this.processes.discovery())));
		if (ownStore != null) {
			this.fleet.awaitReady(List.of(this.fleet.launch(ownStore.get())), say);
		}
		// Not after the registry: all of them look for it until it answers.
		for (int number = 1; number <= this.options.number(Setting.GATEWAYS); number++) {
			services.add(this.fleet.launch(this.processes.gateway(number)));
		}
		for (int number = 1; number <= this.options.number(Setting.REPLICAS); number++) {
			services.add(this.fleet.launch(replica(Names.replica(number))));
		}
		this.fleet.awaitReady(services, say);
		awaitServing();
		this.state = MeshState.RUNNING;
	}

	/** Adds replicas, or drains the newest, until there are as many as wanted. */
	public void scale(int wanted, Consumer<String> say) {
		List<Supervised> replicas = replicas();
		List<Supervised> added = new ArrayList<>();
		Memory.check((long) Math.max(0, wanted - replicas.size()) * this.options.number(Setting.REPLICA_MEMORY),
				Memory.availableMiB());
		try {
			for (int number = replicas.size() + 1; number <= wanted; number++) {
				added.add(this.fleet.launch(replica(Names.replica(number))));
			}
			this.fleet.awaitReady(added, say);
		}
		catch (Refusal ex) {
			this.fleet.end(added, say);
			throw ex;
		}
		this.fleet.end(replicas.subList(Math.min(wanted, replicas.size()), replicas.size()), say);
		awaitServing();
	}

	/** Restarts one process, or every replica one by one. */
	public void restart(@Nullable String name, Consumer<String> say) {
		List<Supervised> chosen = (name != null) ? this.fleet.named(name::equals) : replicas();
		if (chosen.isEmpty()) {
			throw Refusal.misused("There is no process \"%s\"; there are %s.".formatted(name,
					this.fleet.named((any) -> true).stream().map(Supervised::name).collect(Collectors.joining(", "))));
		}
		for (Supervised process : chosen) {
			if (Names.isReplica(process.name())) {
				replace(process, say);
			}
			else {
				this.fleet.end(List.of(process), say);
				this.fleet.awaitReady(List.of(this.fleet.launch(successor(process))), say);
			}
		}
		awaitServing();
	}

	/** Ends everything, the gateways first and the store last. */
	public void stop(Consumer<String> say) {
		this.state = MeshState.STOPPING;
		this.fleet.close();
		this.fleet.end(this.fleet.named(Names::isGateway), say);
		this.fleet.end(replicas(), say);
		this.fleet.end(this.fleet.named(Names.DISCOVERY::equals), say);
		this.fleet.end(this.fleet.named((any) -> true), say);
	}

	/** The state of each process. */
	public Status status() {
		return new Status(this.state, this.processes.gatewayAddress(), this.store.shownUri(),
				this.processes.discoveryAddress(), this.fleet.rows());
	}

	private void replace(Supervised old, Consumer<String> say) {
		String name = old.name();
		Supervised fresh = this.fleet.launch(replica(Names.next(name)), name);
		try {
			this.fleet.awaitReady(List.of(fresh), say);
			this.fleet.await(() -> "The gateway did not list the new " + name + " in time.",
					() -> listed().stream().allMatch((ports) -> ports.contains(fresh.spec().port())));
		}
		catch (Refusal ex) {
			this.fleet.end(List.of(fresh), say);
			throw ex;
		}
		this.fleet.end(List.of(old), say);
		fresh.rename(name);
	}

	private Spec successor(Supervised process) {
		if (Names.isGateway(process.name())) {
			return this.processes.gateway(Names.number(process.name()));
		}
		return switch (process.name()) {
			case Names.DISCOVERY -> this.processes.discovery();
			default -> Objects.requireNonNull(this.store.process()).get();
		};
	}

	private Spec replica(String name) {
		return this.processes.replica(name, this.store.uri());
	}

	private List<Supervised> replicas() {
		return this.fleet.named(Names::isReplica);
	}

	/**
	 * Waits until each gateway chooses from exactly our replicas, and ping is answered.
	 */
	private void awaitServing() {
		Set<Integer> wanted = replicas().stream()
			.map((process) -> process.spec().port())
			.collect(Collectors.toCollection(TreeSet::new));
		this.fleet.await(() -> "The gateway lists replicas on ports %s and not on %s.".formatted(listed(), wanted),
				() -> listed().stream().allMatch(wanted::equals));
		this.fleet.await(() -> "GET /ping through the gateway was not answered in time.",
				() -> this.processes.gatewayAddresses().stream().allMatch(this.view::answersPing));
	}

	/** The ports of the replicas that each gateway chooses from. */
	private List<Set<Integer>> listed() {
		return this.fleet.named(Names::isGateway)
			.stream()
			.map((gateway) -> this.view.replicaPorts(gateway.spec()).orElse(Set.of()))
			.toList();
	}

}
