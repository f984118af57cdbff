package dev.carillon.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon serve} as a process that reloads its files of settings, also on SIGHUP. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ReloadProcessTest {
    private static final String FILE = "carillon.yaml";

    @TempDir
    private Path folder;

    @Test
    void aChangedFileIsReloadedUnlessItIsInvalid() throws Exception {
        write("max-subscriptions: 1\n");
        try (Serving serving = new Serving("--drain", "100ms");
                RawClient client = RawClient.open(serving.port, "/topics/t")) {
            write("drain: 2s\nidle-timeout: 90s\nmax-subscriptions: 2\nallow-origin: https://app.example.com\n");
            // A flag overrides the file, so --drain has not changed.
            serving.awaitNext(
                    "INFO SettingsReload settings reloaded: changed allow-origin, max-subscriptions; waiting for a restart: idle-timeout");
            assertThat(serving.get("Origin: https://app.example.com\r\n")).startsWith("HTTP/1.1 200 ");

            write("max-subscriptions: 3\nallow-origin: [https://app.example.com, nowhere]\n");
            serving.awaitNext(
                    "WARNING SettingsReload settings not reloaded, the present settings stay in force: --allow-origin must be an origin such as"
                            + " .*, was 'nowhere' in .*" + FILE + " line 2");
            assertThat(serving.get("Origin: https://app.example.com\r\n")).startsWith("HTTP/1.1 200 ");

            Files.delete(folder.resolve(FILE));
            serving.awaitNext("WARNING SettingsReload settings not reloaded, .* but there is no .*" + FILE);
            replace("allow-origin: https://app.example.com\n");
            serving.awaitNext("INFO SettingsReload settings reloaded: changed max-subscriptions");

            for (int i = 0; i < 100; i++) {
                serving.process.signal("HUP");
            }
            serving.awaitNext("INFO SettingsReload settings reloaded: none changed");
            serving.publish();
            assertThat(client.readFrame()).isEqualTo("text hi");
            serving.process.signal("TERM");
            assertThat(client.readFrame()).startsWith("close 1012");
        }
    }

    /** As Kubernetes updates a ConfigMap: a symbolic link is changed to another folder. */
    @Test
    void filesBehindALinkAndTokenKeysAreReloaded() throws Exception {
        Path data =
                Files.createSymbolicLink(folder.resolve("data"), version("first", "0123456789abcdef0123456789abcdef"));
        Files.createSymbolicLink(folder.resolve(FILE), data.resolve(FILE));
        try (Serving serving = new Serving()) {
            turn(data, version("second", "another-abcdef-another-abcdef-another"));
            serving.awaitNext("INFO SettingsReload settings reloaded: changed token-key");
            turn(data, version("third", "too short"));
            serving.awaitNext(
                    "WARNING SettingsReload settings not reloaded, the present settings stay in force: --token-key must be .* in .*"
                            + FILE + " line 1");
            // A file that is created after the settings that name it is found.
            Path fourth = version("fourth", "unused");
            Path later = folder.resolve("later");
            Files.writeString(fourth.resolve(FILE), "token-key: " + later + "\n");
            turn(data, fourth);
            serving.awaitNext(
                    "WARNING SettingsReload settings not reloaded, the present settings stay in force: --token-key must be .*later.*");
            Files.writeString(later, "0123456789abcdef0123456789abcdef");
            serving.awaitNext("INFO SettingsReload settings reloaded: changed token-key");
        }
    }

    private Path version(String name, String key) throws IOException {
        Path version = Files.createDirectory(folder.resolve(name));
        Files.writeString(version.resolve("key"), key);
        Files.writeString(
                version.resolve(FILE), "token-key: " + folder.resolve("data").resolve("key") + "\n");
        return version;
    }

    private void turn(Path link, Path target) throws IOException {
        Path next = Files.createSymbolicLink(folder.resolve("next"), target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve(FILE), text);
    }

    private void replace(String text) throws IOException {
        Path next = folder.resolve("next.yaml");
        Files.writeString(next, text);
        Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process, and its log. */
    private final class Serving implements AutoCloseable {
        final CarillonProcess process;
        final int port;

        Serving(String... flags) throws IOException {
            List<String> arguments = new ArrayList<>(List.of(
                    "serve",
                    "--no-warm-up",
                    "--port=0",
                    "--management-port=0",
                    "--config",
                    folder.resolve(FILE).toString()));
            arguments.addAll(List.of(flags));
            process = CarillonProcess.start("", arguments);
            port = Integer.parseInt(process.await(Pattern.compile("carillon .* listens on http://[^:]*:(\\d+) .*"))
                    .group(1));
            process.await(Pattern.compile("  carillon loadtest .*"));
        }

        /** Requires that the next line is this one, so that nothing was logged twice. */
        void awaitNext(String line) throws IOException {
            assertThat(process.await(Pattern.compile("(.*)")).group(1)).matches("\\S+ " + line);
        }

        String get(String headers) throws IOException {
            return answer("GET /topics/t HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
        }

        void publish() throws IOException {
            String request = "POST /topics/t HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: 2\r\n\r\nhi";
            assertThat(answer(request)).startsWith("HTTP/1.1 202 ");
        }

        private String answer(String request) throws IOException {
            try (RawClient client = new RawClient(port)) {
                client.send(request.getBytes(ISO_8859_1));
                return client.readHead();
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
