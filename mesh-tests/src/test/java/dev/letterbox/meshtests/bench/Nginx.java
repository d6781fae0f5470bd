package dev.letterbox.meshtests.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.letterbox.meshtests.bench.process.ServerProcesses;
import dev.letterbox.meshtests.bench.report.Report;
import dev.letterbox.meshtests.support.Client;
import dev.letterbox.meshtests.support.Ports;
import dev.letterbox.meshtests.support.Program;
import org.awaitility.Awaitility;

/**
 * An nginx that gives every request the same answer from its configuration: what this
 * machine's network stack and wrk are capable of, by which results of different machines
 * are divided before they are compared.
 */
final class Nginx implements AutoCloseable {

	private static final String CONFIGURATION = """
			daemon off;
			worker_processes auto;
			pid FOLDER/nginx.pid;
			error_log FOLDER/error.log;
			events { worker_connections 4096; }
			http {
			  access_log off;
			  keepalive_requests 1000000000;
			  client_body_temp_path FOLDER/body;
			  proxy_temp_path FOLDER/proxy;
			  fastcgi_temp_path FOLDER/fastcgi;
			  uwsgi_temp_path FOLDER/uwsgi;
			  scgi_temp_path FOLDER/scgi;
			  server {
			    listen 127.0.0.1:PORT reuseport;
			    default_type application/json;
			    location / { return 200 'ANSWER'; }
			  }
			}
			""";

	/** 150 bytes, as a page with one message. */
	private static final String ANSWER = "{\"messages\":[{\"chat\":\"ann:bob\",\"text\":\"" + "x".repeat(27)
			+ "\",\"sender\":\"ann\",\"send_time\":1686672457,\"position\":0}],\"has_more\":false,\"next_cursor\":1}";

	private final Program program;

	private final int port;

	private Nginx(Program program, int port) {
		this.program = program;
		this.port = port;
	}

	/** Starts it on a free port and returns when it answers. */
	static Nginx start(Path nginx) {
		Path folder = Program.folder("nginx");
		int port = Ports.free();
		Path file = Program.write(folder.resolve("nginx.conf"),
				CONFIGURATION.replace("FOLDER", folder.toString())
					.replace("PORT", String.valueOf(port))
					.replace("ANSWER", ANSWER));
		Nginx started = new Nginx(Program.start(folder, Map.of(), List.of(nginx.toString(), "-e",
				folder.resolve("error.log").toString(), "-p", folder.toString(), "-c", file.toString())), port);
		Client client = new Client(URI.create("http://127.0.0.1:" + port));
		Awaitility.await("nginx answers").atMost(Duration.ofSeconds(10)).until(() -> client.get("/").status() == 200);
		return started;
	}

	MeasuredSystem system() {
		return new MeasuredSystem(Report.NGINX, URI.create("http://127.0.0.1:" + this.port),
				ServerProcesses.at(this.port));
	}

	@Override
	public void close() {
		this.program.close();
	}

}
