package dev.letterbox.meshtests.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.letterbox.meshtests.support.Json;
import dev.letterbox.meshtests.support.Program;
import dev.letterbox.meshtests.support.Project;
import dev.letterbox.meshtests.support.Tools;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the manifests against Kubernetes' schemas and against policies.
 */
class KubernetesChecksIT {

	private static final String OVERLAYS = "dev.letterbox.meshtests.deployment.Manifests#overlays";

	private static final Duration LIMIT = Duration.ofMinutes(5);

	/** The first version with the sleep action for preStop. */
	private static final String OLDEST = "1.30.0";

	private static final String NEWEST = "1.37.0";

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void isWhatTheOldestAndTheNewestKubernetesUnderstand(String overlay) throws IOException {
		Path rendered = render(overlay);
		Path programs = Tools.pip("kubernetes-validate==" + NEWEST);
		for (String version : List.of(OLDEST, NEWEST)) {
			Program.run(Project.ROOT, LIMIT, List.of(programs.resolve("kubernetes-validate").toString(), "--strict",
					"--kubernetes-version", version, rendered.toString()));
		}
	}

	@ParameterizedTest
	@MethodSource(OVERLAYS)
	void keepsEveryPolicyOrSaysWhyNot(String overlay) throws IOException {
		Path rendered = render(overlay);
		Path programs = Tools.pip("checkov==3.3.30");
		JsonNode report = Json.read(Program.run(Project.ROOT, LIMIT,
				List.of(programs.resolve("checkov").toString(), "--framework", "kubernetes", "--skip-download",
						"--soft-fail", "--output", "json", "--file", rendered.toString())));
		assertThat(report.at("/results/failed_checks"))
			.extracting((check) -> check.path("check_id").asString() + " " + check.path("resource").asString() + ": "
					+ check.path("check_name").asString())
			.isEmpty();
		assertThat(report.at("/results/parsing_errors")).isEmpty();
		assertThat(report.at("/results/passed_checks")).hasSizeGreaterThan(200);
		assertThat(report.at("/results/skipped_checks")).allSatisfy(
				(check) -> assertThat(check.at("/check_result/suppress_comment").asString()).hasSizeGreaterThan(10));
	}

	private static Path render(String overlay) throws IOException {
		Path folder = Files.createDirectories(Project.TARGET.resolve("k8s"));
		return Files.writeString(folder.resolve(overlay + ".yaml"), Manifests.render(overlay));
	}

}
