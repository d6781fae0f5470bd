package dev.letterbox.launcher;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.letterbox.launcher");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("dev.letterbox.launcher.(*)..").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void packagesUseOnlyThoseBelowThem() {
		layeredArchitecture().consideringAllDependencies()
			.layer("cli")
			.definedBy("..launcher.cli..")
			.layer("control")
			.definedBy("..launcher.control..")
			.layer("mesh")
			.definedBy("..launcher.mesh..")
			.layer("training")
			.definedBy("..launcher.training..")
			.layer("app")
			.definedBy("..launcher.app..")
			.layer("store")
			.definedBy("..launcher.store..")
			.layer("process")
			.definedBy("..launcher.process..")
			.layer("options")
			.definedBy("..launcher.options..")
			.whereLayer("cli")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("control")
			.mayOnlyBeAccessedByLayers("cli")
			.whereLayer("training")
			.mayOnlyBeAccessedByLayers("cli", "control")
			.whereLayer("mesh")
			.mayOnlyBeAccessedByLayers("cli", "control", "training")
			.whereLayer("app")
			.mayOnlyBeAccessedByLayers("cli", "control", "training", "mesh")
			.whereLayer("store")
			.mayOnlyBeAccessedByLayers("mesh")
			.whereLayer("process")
			.mayOnlyBeAccessedByLayers("cli", "control", "training", "mesh", "app", "store")
			.check(this.classes);
	}

	@Test
	void needsNothingButTheJdk() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("dev.letterbox.launcher..", "java..", "com.sun.management", "org.jspecify.annotations")
			.check(this.classes);
	}

}
