# One image for the service and the load tester: a Java runtime made by jlink, with a trained AOT cache, on a base without a
# shell.
#
#   docker build -t carillon .
#   docker run --rm -e CARILLON_OPEN=true -p 127.0.0.1:8080:8080 -p 127.0.0.1:8081:8081 carillon
#   docker run --rm carillon --help

# Pinned by the digests of the indexes, which have an image for each architecture. docs/container.md says how to update them.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25@sha256:93b8a14ea2f412782e4e842651273b4d903e35cc496284f178fbbe2d67d00976
ARG BASE_IMAGE=gcr.io/distroless/base-nossl-debian12:nonroot@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e

FROM ${BASE_IMAGE} AS base

# The jar, its libraries, and a Java runtime with the modules that they use. The modules are compressed, since the service takes
# their classes from the AOT cache. java.sql and java.xml are left out: only unused parts of libraries need them. The JVM's
# symbols (5 MB) are removed: without them, a crash report of the JVM shows native frames as offsets and not as names.
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
RUN jlink --output /opt/runtime --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-9 \
        --exclude-files='**/classlist,/java.base/lib/jrt-fs.jar' \
        --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.transaction.xa,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported \
    && strip --strip-unneeded /opt/runtime/lib/server/libjvm.so

# Parts of the base are removed: the converters of iconv and the time zones, since the JVM has its own, and the C library's vector
# functions, which no library here is linked with.
COPY --from=base / /opt/base
RUN rm -rf /opt/base/usr/lib/*/gconv /opt/base/usr/share/zoneinfo /opt/base/usr/lib/*/libmvec.* /opt/base/lib/*/libmvec.*

COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -Dplain -Dmaven.test.skip package cyclonedx:makeBom

# The files of the final image. Training and production must have the same files under the same names, or the cache does not fit.
RUN mkdir -p /opt/carillon /opt/native \
    && cp -r target/carillon.jar target/lib src/main/launcher/jvm.options src/main/launcher/container.options \
           src/main/launcher/health.options /opt/carillon/ \
    && cp target/bom.json /opt/carillon/carillon.cdx.json \
    && java src/main/image/StackMaps.java /opt/carillon/lib/picocli-*.jar \
    && java src/main/image/LeaveOut.java src/main/image/unused /opt/carillon/lib/hazelcast-*.jar \
           /opt/carillon/lib/caffeine-*.jar /opt/carillon/lib/micrometer-core-*.jar /opt/carillon/lib/opentelemetry-*.jar \
    && chmod -R a+rX /opt/carillon /opt/runtime \
    # Netty loads its native libraries (epoll, BoringSSL) from /usr/lib. Otherwise it would unpack them to /tmp, which may be
    # read-only or noexec. Their jars are removed, including those for other platforms.
    && for library in target/lib/netty-*-linux-$(uname -m | sed s/aarch64/aarch_64/).jar; do \
           (cd /opt/native && jar xf "/src/$library" META-INF/native); \
       done \
    && strip --strip-unneeded /opt/native/META-INF/native/*.so \
    && rm /opt/carillon/lib/netty-*-linux-*.jar /opt/carillon/lib/netty-*-osx-*.jar /opt/carillon/lib/netty-*-windows-*.jar \
    # Writes metrics as Protobuf, which the service does not offer.
    && rm /opt/carillon/lib/prometheus-metrics-exposition-formats-*.jar

FROM scratch AS runtime
WORKDIR /home/nonroot
COPY --from=build /opt/base /
COPY --from=build /opt/runtime /opt/java
COPY --from=build /opt/native/META-INF/native /usr/lib/
COPY --from=build /opt/carillon /opt/carillon

# The service runs its warm-up, and the JVM records what it loaded and compiled. The script `carillon` trains small commands too.
# The user is given by numbers, since a base image may have no user names.
FROM runtime AS train
USER 0:0
RUN ["/opt/java/bin/java", "@/opt/carillon/jvm.options", "@/opt/carillon/container.options", "-XX:AOTCacheOutput=/opt/carillon/carillon.aot", "-jar", "/opt/carillon/carillon.jar", "train", "--service"]

FROM runtime
COPY --from=train /opt/carillon/carillon.aot /opt/carillon/carillon.aot

ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
ARG SOURCE=unknown
ARG LICENSES=NONE
LABEL org.opencontainers.image.title="Carillon" \
      org.opencontainers.image.description="WebSocket broadcast: browsers subscribe to topics, back ends publish to them" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="${LICENSES}" \
      org.opencontainers.image.base.name="gcr.io/distroless/base-nossl-debian12:nonroot"

# A container accepts connections from other machines, so it needs either keys (CARILLON_TOKEN_KEY, CARILLON_JWKS, or api-keys
# in the file of CARILLON_CONFIG) or CARILLON_OPEN=true. Without them it ends with an error that says so. The image sets no
# default for that.
ENV CARILLON_HOST=0.0.0.0
# Arguments and file names are UTF-8: the JVM takes their encoding only from the locale.
ENV LC_ALL=C.UTF-8
USER 65532:65532
EXPOSE 8080 8081
# The same check as `carillon health`, but with the smallest possible JVM (0.2 s of CPU). It reads the address of the service
# from the same variables and settings file as the service.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/opt/java/bin/java", "@/opt/carillon/health.options", "-cp", "/opt/carillon/carillon.jar", "dev.carillon.HealthCheck"]
ENTRYPOINT ["/opt/java/bin/java", "@/opt/carillon/jvm.options", "@/opt/carillon/container.options", "-XX:AOTCache=/opt/carillon/carillon.aot", "-jar", "/opt/carillon/carillon.jar"]
CMD ["serve"]
