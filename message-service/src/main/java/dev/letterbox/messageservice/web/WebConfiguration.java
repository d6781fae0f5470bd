package dev.letterbox.messageservice.web;

import dev.letterbox.messageservice.web.problem.ProblemTranslator;
import dev.letterbox.messageservice.web.problem.ProblemValve;
import dev.letterbox.messageservice.web.problem.ProblemWriter;
import dev.letterbox.messageservice.web.request.HttpSettings;
import dev.letterbox.messageservice.web.request.RequestMetrics;
import dev.letterbox.messageservice.web.request.RequestValve;
import org.apache.catalina.core.StandardHost;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.RequestContextFilter;

/**
 * Replaces the container's error pages with problems.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ HttpSettings.class, ShutdownSettings.class })
class WebConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfErrorPages(ProblemTranslator translator,
			ProblemWriter writer, RequestMetrics metrics) {
		return (factory) -> factory.addContextCustomizers((context) -> {
			StandardHost host = (StandardHost) context.getParent();
			host.setErrorReportValveClass("");
			host.getPipeline().addValve(new RequestValve(metrics));
			host.getPipeline().addValve(new ProblemValve(translator, writer));
		});
	}

	/**
	 * Does without the filter that binds the request to its thread: DispatcherServlet
	 * does that, too.
	 */
	@Bean
	FilterRegistrationBean<RequestContextFilter> noRequestContextFilter() {
		FilterRegistrationBean<RequestContextFilter> registration = new FilterRegistrationBean<>(
				new RequestContextFilter());
		registration.setEnabled(false);
		return registration;
	}

}
