package dev.letterbox.messageservice;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

class ArchitectureTests {

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.letterbox.messageservice");

	@Test
	void messagesKnowNothingOfHttp() {
		noClasses().that()
			.resideInAPackage("..messageservice.message")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("..web..", "jakarta.servlet..", "org.springframework.web..",
					"org.springframework.http..")
			.check(this.classes);
	}

	@Test
	void onlyMessagesKnowTheStore() {
		noClasses().that()
			.resideOutsideOfPackage("..messageservice.message")
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

}
