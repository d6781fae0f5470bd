package dev.letterbox.meshtests;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("dev.letterbox.meshtests");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("dev.letterbox.meshtests.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void supportUsesNoOtherPackage() {
		classes().that()
			.resideInAPackage("..meshtests.support..")
			.should()
			.onlyDependOnClassesThat(Predicates.resideOutsideOfPackage("dev.letterbox..")
				.or(Predicates.resideInAPackage("..meshtests.support..")))
			.check(CLASSES);
	}

	@Test
	void testsKnowTheOtherModulesAsProcessesOnly() {
		classes().should()
			.onlyDependOnClassesThat(Predicates.resideOutsideOfPackage("dev.letterbox..")
				.or(Predicates.resideInAPackage("dev.letterbox.meshtests..")))
			.check(CLASSES);
	}

}
