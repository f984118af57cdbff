package dev.carillon.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Defaults;
import dev.carillon.config.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each setting changes while the service runs, or waits for a restart, as its entry in the list says. */
class LiveNamesTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    /** A value of each option that is not its default. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            entry("allow-origin", "'*'"),
            entry("cluster", "127.0.0.1"),
            entry("compression", "off"),
            entry("drain", "1s"),
            entry("failed-logins-per-address", "2/s"),
            entry("grace", "1s"),
            entry("handshake-rate", "1/s"),
            entry("handshake-rate-per-address", "1/s"),
            entry("handshake-timeout", "1s"),
            entry("history-bytes", "1m"),
            entry("host", "127.0.0.2"),
            entry("idle-timeout", "2s"),
            entry("lane", "channel"),
            entry("log-connections", "all"),
            entry("log-format", "json"),
            entry("loops", "2"),
            entry("management-host", "127.0.0.2"),
            entry("management-port", "1"),
            entry("max-body-bytes", "1"),
            entry("max-connections", "1"),
            entry("max-connections-per-address", "1"),
            entry("max-echo-bytes", "125"),
            entry("max-handshakes", "1"),
            entry("max-message-bytes", "125"),
            entry("max-subscriptions", "1"),
            entry("open", "true"),
            entry("outbox-bytes", "1024"),
            entry("page", "false"),
            entry("pings", "off"),
            entry("port", "1"),
            entry("publish-rate-per-address", "1/s"),
            entry("publish-rate-per-connection", "1/s"),
            entry("publish-rate-per-key", "1/s"),
            entry("subscribe-rate-per-address", "1/s"),
            entry("subscribe-rate-per-connection", "1/s"),
            entry("subscribe-rate-per-key", "1/s"),
            entry("tracing", "true"),
            entry(ConfigFile.TOPICS, "[{pattern: a}]"),
            entry(ConfigFile.ANONYMOUS, "{subscribe: a}"),
            entry(ConfigFile.API_KEYS, "[{name: a, sha256: " + "0".repeat(64) + "}]"));

    /** Options that need others, or are not in the settings of the service. */
    private static final Set<String> NOT_ALONE = Set.of(
            "cluster-bus-port",
            "cluster-host",
            "cluster-link-port",
            "cluster-port",
            "cluster-secret-file",
            "cluster-size",
            "jwks",
            "proxy-protocol",
            "tls-cert",
            "tls-client-ca",
            "tls-key",
            "token-audience",
            "token-issuer",
            "token-key",
            "trusted-proxies",
            "warm-up");

    @TempDir
    private Path folder;

    @Test
    void aSettingChangesLiveOnlyIfItIsListedAsLive() throws IOException {
        StatedSettings before = read("");
        Set<String> tried = new TreeSet<>(NOT_ALONE);
        for (Map.Entry<String, String> other : OTHERS.entrySet()) {
            StatedSettings changed = read(other.getKey() + ": " + other.getValue() + "\n");
            ServiceSettings live = before.settings().withLiveOf(changed.settings());
            assertThat(before.changedIn(changed)).containsExactly(other.getKey());
            assertThat(changed.settings()).as(other.getKey()).isNotEqualTo(before.settings());
            if (!other.getKey().equals("open")) {
                assertThat(live.equals(changed.settings()))
                        .as("%s is live", other.getKey())
                        .isEqualTo(ServiceSettings.LIVE.contains(other.getKey()));
            }
            tried.add(other.getKey());
        }
        Set<String> all = new TreeSet<>(ServiceSettings.LIVE);
        for (OptionSpec option : ServeOptions.of(new CommandLine(new Serve()).getCommandSpec())) {
            all.add(Defaults.nameOf(option));
        }
        assertThat(tried).isEqualTo(all);
    }

    @Test
    void keysOfTokensAreLive() throws IOException {
        Path key = folder.resolve("key");
        Files.writeString(key, KEY);
        StatedSettings before = read("token-key: " + key + "\n");
        StatedSettings changed = read("jwks: https://a.example.com/jwks\ntoken-audience: a\ntoken-issuer: b\n");
        assertThat(ServiceSettings.LIVE).containsAll(before.changedIn(changed));
        assertThat(before.settings().withLiveOf(changed.settings())).isEqualTo(changed.settings());
    }

    private StatedSettings read(String text) throws IOException {
        Path file = folder.resolve("carillon.yaml");
        Files.writeString(file, text);
        Serve serve = new Serve();
        CommandLine line = new CommandLine(serve)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(new Defaults(Map.of(), () -> new CommandLine(new Serve()).getCommandSpec()));
        line.parseArgs("--config", file.toString());
        return serve.stated();
    }
}
