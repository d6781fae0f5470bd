package dev.letterbox.launcher.app;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.letterbox.launcher.options.Refusal;

/**
 * Programs that were unpacked before, as in an image: a folder for each module.
 *
 * @param folder the folder of those folders
 */
public record UnpackedApps(Path folder) implements Apps {

	@Override
	public App of(String module) {
		App app = new App(module, this.folder.resolve(module));
		if (!Files.exists(app.jar())) {
			throw Refusal.failed("There is no " + app.jar() + ".");
		}
		return app;
	}

}
