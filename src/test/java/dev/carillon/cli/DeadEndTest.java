package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Listening;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.StopSettings;
import dev.carillon.config.TlsSettings;
import dev.carillon.server.Service;
import dev.carillon.server.TestCertificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages of the commands when a service cannot be reached. */
@Timeout(30)
class DeadEndTest {
    @TempDir
    private static Path folder;

    private final InputStream nothing = InputStream.nullInputStream();

    @Test
    void anUntrustedCertificateIsReportedWithTheSolutions() throws Exception {
        TestCertificates own = TestCertificates.in(folder, "own");
        TestCertificates other = TestCertificates.in(folder, "other");
        String refusal = "its certificate (CN=own, signed by itself) is not trusted: ";
        String orInsecure = ", or accept any certificate with --insecure";
        try (Encrypting service = new Encrypting(own.settings())) {
            assertDeadEnd(service.url(), refusal + "give the certificate of its signer with --ca FILE" + orInsecure);
            assertDeadEnd(
                    service.url(),
                    refusal + "--ca " + other.certificate()
                            + " does not contain the certificate of its signer; give the file that does" + orInsecure,
                    "--ca",
                    other.certificate().toString());
        }
    }

    @Test
    void aCertificateOfAnotherHostIsReportedWithBothNames() throws Exception {
        TestCertificates another = TestCertificates.ofAnotherHost(folder);
        try (Encrypting service = new Encrypting(another.settings())) {
            assertDeadEnd(
                    service.url(),
                    "its certificate is for example.org and not for 127.0.0.1: use a name that it is for,"
                            + " or accept any certificate with --insecure",
                    "--ca",
                    another.certificate().toString());
        }
    }

    @Test
    void anExpiredCertificateIsReportedWithItsTime() throws Exception {
        TestCertificates expired = TestCertificates.expired(folder);
        try (Encrypting service = new Encrypting(expired.settings())) {
            CommandRun run =
                    publish(service.url(), "--ca", expired.certificate().toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .containsPattern("its certificate \\(CN=expired\\) expired on \\d{4}-\\d\\d-\\d\\dT\\S+Z: renew it,"
                            + " or accept any certificate with --insecure\n");
        }
    }

    @Test
    void aServiceThatRequiresAClientCertificateIsReported() throws Exception {
        TestCertificates own = TestCertificates.in(folder, "own");
        TlsSettings mutual = new TlsSettings(own.certificate(), own.key(), Optional.of(own.certificate()));
        try (Encrypting service = new Encrypting(mutual)) {
            assertDeadEnd(
                    service.url(),
                    "it requires a client certificate (--tls-client-ca), and this command has none",
                    "--insecure");
        }
    }

    @Test
    void aFileWithoutCertificatesIsNamed() throws IOException {
        String url = "https://127.0.0.1:1";
        Path missing = folder.resolve("missing");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertDeadEnd(
                url,
                "expected certificates in PEM in --ca " + missing + ", but there is no such file",
                "--ca",
                missing.toString());
        assertDeadEnd(
                url, "expected certificates in PEM in --ca " + empty + ", but it has none", "--ca", empty.toString());
    }

    @Test
    void plainTextToAServiceWithTlsNamesTheOtherScheme() throws Exception {
        try (Encrypting service =
                new Encrypting(TestCertificates.in(folder, "own").settings())) {
            String plain = service.url().replace("https", "http");
            CommandRun run = publish(plain);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("not published to " + plain + ": ")
                    .endsWith("expected TLS, that is https or wss, but was plain HTTP\n");
        }
    }

    @Test
    void tlsToAServiceWithoutTlsNamesTheOtherScheme() {
        try (CommandService service = CommandService.start()) {
            String https = service.url().replace("http", "https");
            CommandRun run = publish(https);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("not published to " + https + ": ")
                    .endsWith(": if it does not encrypt, use " + service.url() + "\n");
        }
    }

    @Test
    void aRefusedConnectionIsReported() {
        assertDeadEnd("http://127.0.0.1:1", "nothing listens there (connection refused): is the service running?");
    }

    @Test
    void anUnknownHostIsReported() {
        assertDeadEnd("http://nosuch.invalid:80", "the host nosuch.invalid is not known here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSH-2.0-OpenSSH_9.2\\r\\n|expected HTTP, but it answers 'SSH-2.0-OpenSSH_9.2'; is it a Carillon, and is the path of the URL right?",
                "HTTP/1.1 301 Moved\\r\\nLocation: https://h/\\r\\nContent-Length: 0\\r\\n\\r\\n|expected %s, but was 301 Moved: use the URL that it names: https://h/",
                "HTTP/1.1 404 Not Found\\r\\nContent-Type: text/html\\r\\nContent-Length: 6\\r\\n\\r\\n<html>|expected %s, but was 404 Not Found; is it a Carillon, and is the path of the URL right?",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n|expected %s, but was 200 OK; is it a Carillon, and is the path of the URL right?",
                "HTTP/1.1 503 Away\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nno \\r\\n4;x\\r\\nroom\\r\\n0\\r\\n\\r\\n|expected %s, but was 503 Away: no room",
                "HTTP/1.1 403 No\\r\\n\\r\\n\u001b[31mred|expected %s, but was 403 No: \\u001b[31mred; give a token or an API key with this permission with --token-file FILE",
                "HTTP/1.1 103 Early\\r\\n\\r\\nHTTP/1.1 500 Oh\\r\\nContent-Length: 0\\r\\n\\r\\n|expected %s, but was 500 Oh",
            })
    void anAnswerOfAnotherServerIsQuoted(String answer, String message) throws IOException {
        try (Answering server = new Answering(answer.replace("\\r\\n", "\r\n"))) {
            assertError(publish(server.url()), "not published to " + server.url(), message.formatted("202"));
            assertError(subscribe(server.url()), "cannot subscribe at " + server.url(), message.formatted("101"));
        }
    }

    @Test
    void aServerThatClosesWithoutAnAnswerMayUseTls() throws IOException {
        try (Answering server = new Answering("")) {
            assertDeadEnd(
                    server.url(),
                    "the connection ended without an answer (end of stream): if it encrypts, use "
                            + server.url().replace("http", "https"));
        }
    }

    @Test
    void aServerThatClosesAfterItsFirstAnswerLeavesTheResultUnknown() throws IOException {
        String begun = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String line = "{\"line\":1,\"topic\":\"t\"}\n";
        try (Answering server = new Answering(begun + Integer.toHexString(line.length()) + "\r\n" + line + "\r\n")) {
            CommandRun run = publishLines(server, "a\nb\nc\n");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("cannot publish to " + server.url() + ": the connection ended without an answer (")
                    .endsWith("); published 1 line to t; it is not known whether 2 lines more were\n");
        }
        String aborted = "{\"error\":{\"code\":\"aborted\",\"message\":\"no more\"}}\n";
        try (Answering server = new Answering("HTTP/1.1 200 OK\r\nContent-Length: " + (line.length() + aborted.length())
                + "\r\n\r\n" + line + aborted)) {
            CommandRun run = publishLines(server, "a\nb\n");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo(
                            "cannot publish to " + server.url() + ": it ended the request: no more; published 1 line to"
                                    + " t; it is not known whether 1 line more was\n");
        }
        try (Answering server = new Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(publishLines(server, "a\n").err())
                    .startsWith("cannot publish to " + server.url() + ": expected 200, but was 404 Not Found");
        }
    }

    private static CommandRun publishLines(Answering server, String lines) {
        CommandRun run = CommandRun.publish(
                new ByteArrayInputStream(lines.getBytes(ISO_8859_1)), "--url", server.url(), "--lines", "t");
        assertThat(run.exitCode()).isEqualTo(1);
        return run;
    }

    @Test
    void eachInvalidTopicIsRefusedWithTheReason() {
        CommandRun run = CommandRun.subscribe("news.*", "x**");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("pattern must be 1 to 255 bytes")
                .contains(", was 'x**': segment 1 contains *");
    }

    @Test
    void aWrongPathIsReported() {
        try (CommandService service = CommandService.start()) {
            CommandRun run = publish(service.url() + "/prefix/");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("not published to " + service.url() + "/prefix: expected 202, but was 404 ")
                    .endsWith("is it a Carillon, and is the path of the URL right?\n");
        }
    }

    @Test
    void thePrefixOfAUrlIsBeforeThePathsOfTheService() throws IOException {
        try (Answering server = new Answering("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(publish(server.url() + "/a/b/").exitCode()).isZero();
            assertThat(server.asked()).startsWith("POST /a/b/topics/t HTTP/1.1\r\nHost: 127.0.0.1:");
            assertThat(subscribe(server.url() + "/a/b").exitCode()).isEqualTo(1);
            assertThat(server.asked()).startsWith("GET /a/b/ws HTTP/1.1\r\nHost: 127.0.0.1:");
        }
    }

    private void assertDeadEnd(String url, String message, String... options) {
        assertError(publish(url, options), "not published to " + url, message);
        assertError(subscribe(url, options), "cannot subscribe at " + url, message);
    }

    private static void assertError(CommandRun run, String what, String message) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo(what + ": " + message + "\n");
    }

    private CommandRun publish(String url, String... options) {
        return CommandRun.publish(nothing, all(url, options, "t", "x"));
    }

    private static CommandRun subscribe(String url, String... options) {
        return CommandRun.subscribe(all(url, options, "t"));
    }

    private static String[] all(String url, String[] options, String... parameters) {
        return Stream.of(Stream.of("--url", url), Stream.of(options), Stream.of(parameters))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    /** A service with TLS. */
    private record Encrypting(Service service) implements AutoCloseable {
        Encrypting(TlsSettings tls) {
            this(Service.start(ServiceSettings.defaults()
                            .with(tls)
                            .with(new Listening("127.0.0.1", 0, 0))
                            .with(new StopSettings(Duration.ZERO, Duration.ZERO)))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join());
        }

        String url() {
            return "https://127.0.0.1:" + service.port();
        }

        @Override
        public void close() {
            service.stop().toCompletionStage().toCompletableFuture().join();
        }
    }
}
