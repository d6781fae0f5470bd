package dev.letterbox.embeddedstore;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.letterbox.embeddedstore");

	@Test
	void knowsNothingOfTheMesh() {
		classes().should()
			.onlyDependOnClassesThat(Predicates.resideOutsideOfPackage("dev.letterbox..")
				.or(Predicates.resideInAPackage("dev.letterbox.embeddedstore..")))
			.check(this.classes);
	}

}
