package dev.letterbox.discoveryserver;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.letterbox.discoveryserver");

	// @SpringBootApplication has a member of a type in org.springframework.beans.
	@Test
	void usesOnlySpringBootAndTheEurekaServer() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("dev.letterbox.discoveryserver..", "java..", "org.jspecify..",
					"org.springframework.beans.factory.support..", "org.springframework.boot..",
					"org.springframework.cloud.netflix.eureka.server..")
			.check(this.classes);
	}

}
