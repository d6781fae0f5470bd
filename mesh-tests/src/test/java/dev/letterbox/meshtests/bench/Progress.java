package dev.letterbox.meshtests.bench;

/** What a benchmark does at the moment, on standard error. */
final class Progress {

	private Progress() {
	}

	static void say(String sentence) {
		System.err.println(sentence);
	}

}
