package dev.carillon.cli;

import dev.carillon.config.Rate;
import dev.carillon.config.RateSettings;
import dev.carillon.config.RateSettings.Limits;
import dev.carillon.config.Rates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of {@code carillon serve} for rate limits. */
final class RateOptions {
    @Option(
            names = "--publish-rate-per-key",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most publications of one API key, such as 1k/s (no limit).")
    private @Nullable Rate publishPerKey;

    @Option(
            names = "--publish-rate-per-connection",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most publications of one connection (no limit).")
    private @Nullable Rate publishPerConnection;

    @Option(
            names = "--publish-rate-per-address",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most publications of one remote address (no limit).")
    private @Nullable Rate publishPerAddress;

    @Option(
            names = "--subscribe-rate-per-key",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most subscriptions of one API key (no limit).")
    private @Nullable Rate subscribePerKey;

    @Option(
            names = "--subscribe-rate-per-connection",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most subscriptions of one connection (no limit).")
    private @Nullable Rate subscribePerConnection;

    @Option(
            names = "--subscribe-rate-per-address",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "Most subscriptions of one remote address (no limit).")
    private @Nullable Rate subscribePerAddress;

    @Option(
            names = "--failed-logins-per-address",
            paramLabel = "RATE",
            defaultValue = "60/m",
            converter = Rates.class,
            description = "Most refused tokens and API keys of one remote address; beyond it the address receives"
                    + " 429 (${DEFAULT-VALUE}).")
    private Rate failedLogins;

    RateSettings settings() {
        return new RateSettings(
                limits(publishPerKey, publishPerConnection, publishPerAddress),
                limits(subscribePerKey, subscribePerConnection, subscribePerAddress),
                Optional.of(failedLogins));
    }

    private static Limits limits(@Nullable Rate perKey, @Nullable Rate perConnection, @Nullable Rate perAddress) {
        return new Limits(
                Optional.ofNullable(perKey), Optional.ofNullable(perConnection), Optional.ofNullable(perAddress));
    }
}
