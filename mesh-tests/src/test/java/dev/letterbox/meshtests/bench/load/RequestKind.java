package dev.letterbox.meshtests.bench.load;

import java.util.Locale;

/** What is asked of a server; {@code bench.lua} knows each by its name. */
public enum RequestKind {

	/** Sends to all chats at random. */
	SEND,

	/** Sends to one chat. */
	HOT,

	/** Pulls of ten messages anywhere in a chat. */
	PULL,

	/** Pulls of the newest ten messages. */
	NEWEST,

	/** As many sends as pulls, at random. */
	MIXED;

	/** Its name in {@code bench.lua} and in the report. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

}
