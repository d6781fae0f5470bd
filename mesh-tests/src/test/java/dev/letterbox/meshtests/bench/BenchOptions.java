package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.letterbox.meshtests.bench.process.WatchedProcess;

/**
 * What is measured and how.
 *
 * @param parts of the benchmark that are run
 * @param rounds how often everything is measured
 * @param seconds of each measurement
 * @param warmUp seconds of load on a mesh before it is measured
 * @param fresh seconds of load that a fresh mesh is measured for
 * @param starts how often the start is measured
 * @param replicas of a mesh that the benchmark starts
 * @param chats that are loaded
 * @param messages in each of them
 * @param longest the messages of the long chat
 * @param byBody whether pulls have their parameters in a JSON body
 * @param url a running mesh that is measured instead
 * @param state that mesh's state folder, for its processes
 * @param peer another system with the same API
 * @param peerProcesses its processes, where they are not to be found by its port
 * @param nginx the program for the fixed answer
 * @param report the file for the report
 */
record BenchOptions(Set<Part> parts, int rounds, int seconds, int warmUp, int fresh, int starts, int replicas,
		int chats, int messages, int longest, boolean byBody, Optional<URI> url, Optional<Path> state,
		Optional<URI> peer, List<WatchedProcess> peerProcesses, Optional<Path> nginx, Path report) {

	/** The options that {@code mesh-tests/bench} sets as system properties. */
	static BenchOptions fromProperties() {
		Set<Part> parts = words("only").map((word) -> Part.valueOf(word.toUpperCase(Locale.ROOT)))
			.collect(Collectors.toSet());
		return new BenchOptions(parts, Integer.getInteger("rounds"), Integer.getInteger("seconds"),
				Integer.getInteger("warmup"), Integer.getInteger("fresh"), Integer.getInteger("starts"),
				Integer.getInteger("replicas"), Integer.getInteger("chats"), Integer.getInteger("messages"),
				Integer.getInteger("longest"), text("pull").filter("body"::equals).isPresent(),
				text("url").map(URI::create), text("state").map(Path::of), text("peer").map(URI::create),
				words("peer-pids").map(Long::valueOf).map(WatchedProcess::of).toList(), text("nginx").map(Path::of),
				Path.of(System.getProperty("report")));
	}

	boolean runs(Part part) {
		return this.parts.contains(part);
	}

	private static Optional<String> text(String name) {
		return Optional.ofNullable(System.getProperty(name)).filter((text) -> !text.isEmpty());
	}

	private static Stream<String> words(String name) {
		return text(name).stream().flatMap((text) -> Stream.of(text.split(",", -1)));
	}

	/** A part of the benchmark. */
	enum Part {

		/** Closed loop at 64 and 1,000 connections. */
		CLOSED,

		/** Open loop at half of the maximum. */
		OPEN,

		/** The time to start, and the first seconds of a fresh mesh. */
		FRESH,

		/** The last page of a long chat. */
		PAGES,

		/** 4 replicas against 1. */
		REPLICAS

	}

}
