package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Npm;
import dev.carillon.config.LaneChoice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The package of carillon.js, and those of its files that the service serves. */
@Timeout(120)
class CarillonJsPackageTest {
    private static final Path SOURCE = Path.of("js");
    private static final List<String> FILES = List.of("carillon.js", "carillon-tabs.js");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("files")
    void eachFileIsServedInAtMost4KilobytesOfGzip(String name) throws Exception {
        byte[] file = Files.readAllBytes(SOURCE.resolve(name));
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            HttpResponse<byte[]> plain = get(service, name, "If-None-Match", "\"another\"");
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.body()).isEqualTo(file);
            assertThat(plain.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
            HttpResponse<byte[]> packed = get(service, name, "Accept-Encoding", "br, gzip;q=0.5");
            assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
            assertThat(packed.body()).hasSizeLessThanOrEqualTo(4096);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                    .isEqualTo(file);
            assertThat(get(service, name, "Accept-Encoding", "gzip;q=0").body()).isEqualTo(file);
            String tag = packed.headers().firstValue("etag").orElseThrow();
            assertThat(tag).isNotEqualTo(plain.headers().firstValue("etag").orElseThrow());
            assertThat(get(service, name, "If-None-Match", "W/" + tag, "Accept-Encoding", "gzip")
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    static List<String> files() {
        return FILES;
    }

    @Test
    void theFilesAreBuiltFromTheirSources() throws Exception {
        Path work = tools();
        for (String name : FILES) {
            Npm.copy(SOURCE.resolve("src").resolve(name), work.resolve("src"));
        }
        Npm.copy(SOURCE.resolve("terser.json"), work);
        Npm.run(work, "npm", "run", "build");
        for (String name : FILES) {
            assertThat(work.resolve(name))
                    .as("js/%s: npm run build, in js", name)
                    .hasSameBinaryContentAs(SOURCE.resolve(name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theInstalledPackageConnects(ScriptRuntime runtime) throws Exception {
        install();
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            Files.writeString(folder.resolve("client.js"), """
                    import {Carillon} from '@carillon/client';
                    import {SharedCarillon} from '@carillon/client/tabs';
                    for (const Client of [Carillon, SharedCarillon]) {
                        const bells = new Client('ws://127.0.0.1:%d');
                        console.log((await bells.publish('news.today', 'hello')).topic);
                        bells.close();
                    }
                    """.formatted(service.port()));
            List<String> command = new ArrayList<>(runtime.command());
            command.add("client.js");
            assertThat(Npm.run(folder, command.toArray(String[]::new))).isEqualTo("news.today\nnews.today\n");
        }
    }

    @Test
    void aTypeScriptProgramCompilesWithItsTypes() throws Exception {
        install();
        Files.copy(Path.of("src/test/js/carillon/consumer.ts"), folder.resolve("consumer.ts"));
        Path compiler = tools().resolve("node_modules/typescript/lib/tsc.js").toAbsolutePath();
        assertThat(Npm.run(
                        folder,
                        "node",
                        compiler.toString(),
                        "--strict",
                        "--noEmit",
                        "--target",
                        "es2022",
                        "--lib",
                        "es2022,dom",
                        "--module",
                        "nodenext",
                        "consumer.ts"))
                .isEmpty();
    }

    private static Path tools() throws Exception {
        Path work = Path.of("target/carillon-js");
        Npm.install(SOURCE, work);
        return work;
    }

    private void install() throws Exception {
        Npm.run(SOURCE, "npm", "pack", "--pack-destination", folder.toString());
        Path tarball;
        try (Stream<Path> files = Files.list(folder)) {
            tarball = files.findFirst().orElseThrow();
        }
        Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
        Npm.run(folder, "npm", "install", "--no-audit", "--no-fund", "--offline", tarball.toString());
    }

    private static HttpResponse<byte[]> get(TestService service, String name, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/" + name))
                            .headers(headers)
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }
}
