# The images of the mesh, a target each: discovery-server, api-gateway, message-service.

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /build
# The libraries have a layer of their own, which lasts until a pom changes.
COPY pom.xml ./
COPY discovery-server/pom.xml discovery-server/
COPY api-gateway/pom.xml api-gateway/
COPY embedded-store/pom.xml embedded-store/
COPY launcher/pom.xml launcher/
COPY message-service/pom.xml message-service/
COPY mesh-tests/pom.xml mesh-tests/
COPY docker/fetch-libraries docker/
RUN docker/fetch-libraries
COPY discovery-server/src discovery-server/src
COPY api-gateway/src api-gateway/src
COPY docs/openapi.json docs/
COPY embedded-store/src embedded-store/src
COPY launcher/src launcher/src
COPY message-service/src message-service/src
# One date for all files: an AOT cache may be rejected where the dates of the jars differ, and a layer from the build
# cache has older ones.
RUN mvn -o -B -q -pl discovery-server,api-gateway,embedded-store,launcher,message-service -Dmaven.test.skip=true package \
    && for service in discovery-server api-gateway message-service; do \
         java -Djarmode=tools -jar $service/target/$service.jar extract --destination /letterbox/$service \
         && mv /letterbox/$service/$service.jar /letterbox/$service/app.jar || exit 1; \
       done \
    && mkdir /letterbox/embedded-store \
    && cp embedded-store/target/embedded-store.jar /letterbox/embedded-store/app.jar \
    && cp -r embedded-store/target/lib /letterbox/embedded-store/ \
    && find /letterbox -exec touch -d 2026-01-01T00:00:00Z {} +

FROM eclipse-temurin:25.0.3_9-jre-noble AS java
ENV LETTERBOX_CONFIG=/letterbox/config
COPY docker/health docker/container.options /letterbox/
COPY launcher/src/main/resources/jvm /letterbox/jvm

# Training needs the JVM that the services run on.
FROM java AS trained
COPY --from=build /letterbox /letterbox
COPY --from=build /build/launcher/target/launcher.jar /tmp/
COPY config /letterbox/config
# "no" builds sooner; the services then start slower.
ARG TRAINING=yes
# As ./run train does.
RUN if [ "$TRAINING" = yes ]; then \
      java -Dletterbox.root=/tmp -Dletterbox.apps=/letterbox -jar /tmp/launcher.jar train --config /letterbox/config; \
    else \
      for app in /letterbox/*/app.jar; do touch "${app%.jar}.aot"; done; \
    fi

FROM java AS service
LABEL org.opencontainers.image.vendor="Letterbox" \
      org.opencontainers.image.version="0.1.0"
USER 10001:10001
HEALTHCHECK --interval=3s --timeout=3s --start-period=60s CMD ["/letterbox/health"]
ENTRYPOINT ["java", "@/letterbox/jvm/all.options", "@/letterbox/container.options", "-XX:AOTCache=app.aot", "-jar", "app.jar"]

FROM service AS discovery-server
LABEL org.opencontainers.image.title="discovery-server" \
      org.opencontainers.image.description="Letterbox: the registry of replicas (Eureka)"
WORKDIR /letterbox/discovery-server
ENTRYPOINT ["java", "@/letterbox/jvm/all.options", "@/letterbox/jvm/discovery-server.options", "@/letterbox/container.options", "-XX:AOTCache=app.aot", "-jar", "app.jar"]
COPY --from=trained /letterbox/discovery-server/lib lib
COPY --from=trained /letterbox/discovery-server/app.jar /letterbox/discovery-server/app.aot ./
ENV PORT=8761 MANAGEMENT_PORT=8762
EXPOSE 8761 8762

FROM service AS api-gateway
LABEL org.opencontainers.image.title="api-gateway" \
      org.opencontainers.image.description="Letterbox: the public gateway"
WORKDIR /letterbox/api-gateway
COPY --from=trained /letterbox/api-gateway/lib lib
COPY --from=trained /letterbox/api-gateway/app.jar /letterbox/api-gateway/app.aot ./
ENV PORT=8080 MANAGEMENT_PORT=8090
EXPOSE 8080 8090

FROM service AS message-service
LABEL org.opencontainers.image.title="message-service" \
      org.opencontainers.image.description="Letterbox: the rules, the store and the HTTP API of messages"
WORKDIR /letterbox/message-service
COPY --from=trained /letterbox/message-service/lib lib
COPY --from=trained /letterbox/message-service/app.jar /letterbox/message-service/app.aot ./
ENV PORT=8080 MANAGEMENT_PORT=8090
EXPOSE 8080 8090
