package dev.letterbox.messageservice;

import java.util.function.Function;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

class ArchitectureTests {

	private static final String ROOT = "dev.letterbox.messageservice";

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void packagesHaveNoCycles() {
		slices().assignedFrom(new SliceByName(JavaClass::getPackageName)).should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void classesHaveNoCycles() {
		slices().assignedFrom(new SliceByName((type) -> outermost(type).getName()))
			.should()
			.beFreeOfCycles()
			.check(this.classes);
	}

	@Test
	void eachPackageUsesOnlyThoseBelowIt() {
		layeredArchitecture().consideringOnlyDependenciesInAnyPackage(ROOT + "..")
			.layer("application")
			.definedBy(ROOT)
			.layer("message API")
			.definedBy(ROOT + ".message.web")
			.layer("HTTP")
			.definedBy(ROOT + ".web")
			.layer("problems")
			.definedBy(ROOT + ".web.problem")
			.layer("requests")
			.definedBy(ROOT + ".web.request")
			.layer("append")
			.definedBy(ROOT + ".message.append")
			.layer("page")
			.definedBy(ROOT + ".message.page")
			.layer("chats")
			.definedBy(ROOT + ".message.chats")
			.layer("recent")
			.definedBy(ROOT + ".message.recent")
			.layer("wait")
			.definedBy(ROOT + ".message.wait")
			.layer("store")
			.definedBy(ROOT + ".message.store")
			.layer("connection")
			.definedBy(ROOT + ".message.store.connection")
			.layer("memory")
			.definedBy(ROOT + ".message.memory")
			.layer("message")
			.definedBy(ROOT + ".message")
			.whereLayer("application")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("message API")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("HTTP")
			.mayOnlyBeAccessedByLayers("message API")
			.whereLayer("problems")
			.mayOnlyBeAccessedByLayers("HTTP", "message API")
			.whereLayer("requests")
			.mayOnlyBeAccessedByLayers("HTTP", "problems", "message API")
			.whereLayer("append")
			.mayOnlyBeAccessedByLayers("message API")
			.whereLayer("page")
			.mayOnlyBeAccessedByLayers("message API")
			.whereLayer("chats")
			.mayOnlyBeAccessedByLayers("message API")
			.whereLayer("recent")
			.mayOnlyBeAccessedByLayers("append", "page")
			.whereLayer("wait")
			.mayOnlyBeAccessedByLayers("HTTP", "message API", "page", "chats", "recent")
			.whereLayer("memory")
			.mayOnlyBeAccessedByLayers("HTTP", "page", "store")
			.whereLayer("store")
			.mayOnlyBeAccessedByLayers("append", "page", "chats")
			.whereLayer("connection")
			.mayOnlyBeAccessedByLayers("store")
			.check(this.classes);
	}

	@Test
	void messagesKnowNothingOfHttp() {
		noClasses().that()
			.resideInAPackage("..messageservice.message..")
			.and()
			.resideOutsideOfPackage("..message.web")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("..web..", "jakarta.servlet..", "org.springframework.web..",
					"org.springframework.http..")
			.check(this.classes);
	}

	@Test
	void onlyTheStoreKnowsTheDriver() {
		noClasses().that()
			.resideOutsideOfPackage("..messageservice.message.store..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data..")
			.check(this.classes);
	}

	@Test
	void nothingIsInjectedIntoFields() {
		noFields().should()
			.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
			.check(this.classes);
	}

	private static JavaClass outermost(JavaClass type) {
		return type.getEnclosingClass().map(ArchitectureTests::outermost).orElse(type);
	}

	/**
	 * Takes all classes with the same name, of the package or of the outermost class, as
	 * one slice.
	 */
	private record SliceByName(Function<JavaClass, String> name) implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return SliceIdentifier.of(this.name.apply(type));
		}

		@Override
		public String getDescription() {
			return "packages or classes";
		}

	}

}
