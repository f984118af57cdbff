package dev.carillon.cli;

import dev.carillon.config.LogSettings;
import dev.carillon.config.LogSettings.ConnectionLog;
import dev.carillon.config.LogSettings.LogFormat;
import picocli.CommandLine.Option;

/** The flags of {@code carillon serve} for its log. */
final class LogOptions {
    @Option(
            names = "--log-format",
            defaultValue = "text",
            paramLabel = "text|json",
            description = "One line for each event, for people or for programs (${DEFAULT-VALUE}).")
    private LogFormat format;

    @Option(
            names = "--log-connections",
            defaultValue = "off",
            paramLabel = "off|refused|all",
            description =
                    "Log a line for each refused request; all: also for each connection that ends (${DEFAULT-VALUE}).")
    private ConnectionLog connections;

    LogSettings settings() {
        return new LogSettings(format, connections);
    }
}
