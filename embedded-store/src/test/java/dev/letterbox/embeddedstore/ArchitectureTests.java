package dev.letterbox.embeddedstore;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTests {

	private static final String ROOT = "dev.letterbox.embeddedstore";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void dependsOnNoOtherModule() {
		classes().should()
			.onlyDependOnClassesThat(
					Predicates.resideOutsideOfPackage("dev.letterbox..").or(Predicates.resideInAPackage(ROOT + "..")))
			.check(CLASSES);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void packagesUseOnlyThoseBelowThem() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInAnyPackage(ROOT + "..")
			.layer("root")
			.definedBy(ROOT)
			.layer("server")
			.definedBy(ROOT + ".server")
			.layer("collection")
			.definedBy(ROOT + ".collection")
			.layer("query")
			.definedBy(ROOT + ".query")
			.layer("index")
			.definedBy(ROOT + ".index")
			.layer("storage")
			.definedBy(ROOT + ".storage")
			.layer("encoding")
			.definedBy(ROOT + ".encoding")
			.whereLayer("root")
			.mayOnlyAccessLayers("server", "storage")
			.whereLayer("server")
			.mayOnlyAccessLayers("collection", "query", "index", "storage", "encoding")
			.whereLayer("collection")
			.mayOnlyAccessLayers("query", "index", "storage", "encoding")
			.whereLayer("query")
			.mayOnlyAccessLayers("index", "storage", "encoding")
			.whereLayer("index")
			.mayOnlyAccessLayers("storage", "encoding")
			.whereLayer("storage")
			.mayOnlyAccessLayers("encoding")
			.whereLayer("encoding")
			.mayNotAccessAnyLayer()
			.ensureAllClassesAreContainedInArchitecture()
			.check(CLASSES);
	}

	@ParameterizedTest
	@CsvSource({ "io.netty.channel.., collection", "io.netty.channel.., query", "io.netty.channel.., index",
			"io.netty.channel.., storage", "org.rocksdb.., server", "org.rocksdb.., collection", "org.rocksdb.., index",
			"org.rocksdb.., encoding" })
	void aLibraryIsUsedOnlyWhereItBelongs(String library, String user) {
		noClasses().that()
			.resideInAPackage(ROOT + "." + user)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library)
			.check(CLASSES);
	}

}
