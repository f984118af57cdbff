package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

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
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The package of carillon.js, and the file of it that the service serves. */
@Timeout(120)
class CarillonJsPackageTest {
    private static final Path SOURCE = Path.of("js");
    private static final Path FILE = SOURCE.resolve("carillon.js");

    @TempDir
    private Path folder;

    @Test
    void theServiceServesTheFileOfThePackageInAtMost4Kilobytes() throws Exception {
        byte[] file = Files.readAllBytes(FILE);
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            HttpResponse<byte[]> plain = get(service, "If-None-Match", "\"another\"");
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.body()).isEqualTo(file);
            assertThat(plain.headers().firstValue("content-type")).hasValue("text/javascript; charset=utf-8");
            HttpResponse<byte[]> packed = get(service, "Accept-Encoding", "br, gzip;q=0.5");
            assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
            assertThat(packed.body()).hasSizeLessThanOrEqualTo(4096);
            assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                    .isEqualTo(file);
            assertThat(get(service, "Accept-Encoding", "gzip;q=0").body()).isEqualTo(file);
            String tag = packed.headers().firstValue("etag").orElseThrow();
            assertThat(tag).isNotEqualTo(plain.headers().firstValue("etag").orElseThrow());
            assertThat(get(service, "If-None-Match", "W/" + tag, "Accept-Encoding", "gzip")
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void theFileIsMadeOfItsSource() throws Exception {
        Path work = Files.createDirectories(Path.of("target/carillon-js"));
        for (String name : List.of("package.json", "package-lock.json", "terser.json")) {
            Files.copy(SOURCE.resolve(name), work.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createDirectories(work.resolve("src"));
        Files.copy(
                SOURCE.resolve("src/carillon.js"),
                work.resolve("src/carillon.js"),
                StandardCopyOption.REPLACE_EXISTING);
        if (!Files.exists(work.resolve("node_modules/terser"))) {
            run(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        }
        run(work, "npm", "run", "build");
        assertThat(work.resolve("carillon.js"))
                .as("js/carillon.js: npm run build, in js")
                .hasSameBinaryContentAs(FILE);
    }

    @Test
    void packedAndInstalledItConnects() throws Exception {
        run(SOURCE, "npm", "pack", "--pack-destination", folder.toString());
        Path tarball;
        try (Stream<Path> files = Files.list(folder)) {
            tarball = files.findFirst().orElseThrow();
        }
        Files.writeString(folder.resolve("package.json"), "{\"type\":\"module\"}");
        run(folder, "npm", "install", "--no-audit", "--no-fund", "--offline", tarball.toString());
        try (TestService service = TestService.on(LaneChoice.AUTO)) {
            Files.writeString(folder.resolve("client.js"), """
                    import {Carillon} from '@carillon/client';
                    const bells = new Carillon('ws://127.0.0.1:%d');
                    console.log((await bells.publish('news.today', 'hello')).topic);
                    bells.close();
                    """.formatted(service.port()));
            assertThat(run(folder, "node", "client.js")).isEqualTo("news.today\n");
        }
        assertThat(folder.resolve("node_modules/@carillon/client/carillon.d.ts"))
                .exists();
    }

    private static HttpResponse<byte[]> get(TestService service, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/carillon.js"))
                            .headers(headers)
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    private static String run(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                if (command[1].equals("ci")) {
                    return abort("npm could not install what package-lock.json names: " + said);
                }
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException missing) {
            return abort("this test needs node and npm on the PATH: " + missing.getMessage());
        }
    }
}
