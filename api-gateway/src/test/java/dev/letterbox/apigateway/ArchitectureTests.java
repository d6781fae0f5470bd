package dev.letterbox.apigateway;

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

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("dev.letterbox.apigateway");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("dev.letterbox.apigateway.(*)..").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void classesHaveNoCycles() {
		slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void packagesUseOnlyThoseBelowThem() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("admission")
			.definedBy("..apigateway.admission..")
			.layer("docs")
			.definedBy("..apigateway.docs..")
			.layer("problems")
			.definedBy("..apigateway.problems..")
			.layer("forwarding")
			.definedBy("..apigateway.forwarding..")
			.layer("balancing")
			.definedBy("..apigateway.balancing..")
			.layer("retry")
			.definedBy("..apigateway.retry..")
			.layer("ejection")
			.definedBy("..apigateway.ejection..")
			.layer("memory")
			.definedBy("..apigateway.memory..")
			.layer("client")
			.definedBy("..apigateway.client..")
			.layer("connection")
			.definedBy("..apigateway.connection..")
			.layer("deadline")
			.definedBy("..apigateway.deadline..")
			.layer("observability")
			.definedBy("..apigateway.observability..")
			.layer("waiting")
			.definedBy("..apigateway.waiting..")
			.whereLayer("admission")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("docs")
			.mayOnlyBeAccessedByLayers("admission")
			.whereLayer("docs")
			.mayNotAccessAnyLayer()
			.whereLayer("problems")
			.mayOnlyBeAccessedByLayers("admission")
			.whereLayer("forwarding")
			.mayOnlyBeAccessedByLayers("admission", "problems")
			.whereLayer("balancing")
			.mayOnlyBeAccessedByLayers("forwarding")
			.whereLayer("balancing")
			.mayOnlyAccessLayers("ejection")
			.whereLayer("ejection")
			.mayOnlyBeAccessedByLayers("forwarding", "balancing")
			.whereLayer("ejection")
			.mayNotAccessAnyLayer()
			.whereLayer("retry")
			.mayOnlyBeAccessedByLayers("forwarding")
			.whereLayer("retry")
			.mayNotAccessAnyLayer()
			.whereLayer("client")
			.mayOnlyBeAccessedByLayers("forwarding")
			.whereLayer("client")
			.mayOnlyAccessLayers("deadline")
			.whereLayer("connection")
			.mayOnlyAccessLayers("deadline")
			.whereLayer("memory")
			.mayOnlyBeAccessedByLayers("admission", "forwarding")
			.whereLayer("memory")
			.mayNotAccessAnyLayer()
			.whereLayer("deadline")
			.mayNotAccessAnyLayer()
			.whereLayer("observability")
			.mayNotAccessAnyLayer()
			.whereLayer("waiting")
			.mayOnlyBeAccessedByLayers("admission", "forwarding")
			.whereLayer("waiting")
			.mayNotAccessAnyLayer()
			.check(CLASSES);
	}

	@Test
	void onlyForwardingAndBalancingKnowTheRegistryAndLoadBalancing() {
		noClasses().that()
			.resideOutsideOfPackages("..apigateway.forwarding..", "..apigateway.balancing..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.netflix..", "org.springframework.cloud.client..",
					"org.springframework.cloud.loadbalancer..", "org.springframework.cloud.netflix..")
			.check(CLASSES);
	}

	@Test
	void onlyAdmissionConnectionForwardingAndClientKnowNetty() {
		noClasses().that()
			.resideOutsideOfPackages("..apigateway.admission..", "..apigateway.client..", "..apigateway.connection..",
					"..apigateway.forwarding..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty.handler..", "reactor.netty..")
			.check(CLASSES);
	}

	@Test
	void theClientKnowsNeitherSpringNorReactorNetty() {
		noClasses().that()
			.resideInAPackage("..apigateway.client..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "reactor.netty..")
			.check(CLASSES);
	}

	@Test
	void nothingIsInjectedIntoFields() {
		noFields().should().beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired").check(CLASSES);
	}

	/** A class and those nested in it. */
	private static final class TopLevelClasses implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
			JavaClass topLevel = javaClass;
			while (topLevel.getEnclosingClass().isPresent()) {
				topLevel = topLevel.getEnclosingClass().get();
			}
			return SliceIdentifier.of(topLevel.getName());
		}

		@Override
		public String getDescription() {
			return "classes";
		}

	}

}
