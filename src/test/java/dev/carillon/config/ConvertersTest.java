package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {

    @ParameterizedTest
    @CsvSource({"250, 250", "19k, 19000", "1.5K, 1500", "1m, 1000000", "2000M, 2000000000"})
    void theSuffixKOfACountIs1000(String text, int count) {
        assertThat(new Counts().convert(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"128, 128", "64k, 65536", "0.5k, 512", "1m, 1048576"})
    void theSuffixKOfASizeIs1024(String text, int bytes) {
        assertThat(new Sizes().convert(text)).isEqualTo(bytes);
    }

    @Test
    void aLargeSizeMayExceedAnInt() {
        assertThat(new LargeSizes().convert("3072m")).isEqualTo(3L << 30);
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "60s, 60000", "1.5m, 90000", "1h, 3600000", "0, 0"})
    void aDurationHasAUnit(String text, long millis) {
        assertThat(new Durations().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"250ms", "1500ms", "59s", "90s", "10m", "90m", "24h", "0ms"})
    void aDurationIsWrittenAsItIsRead(String text) {
        assertThat(Durations.text(new Durations().convert(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"10/s, 10", "5k/s, 5000", "300/m, 5", "0.5/s, 0.5"})
    void aRateIsPerSecondOrMinute(String text, double perSecond) {
        assertThat(new Rates().convert(text).perSecond()).isEqualTo(perSecond);
    }

    @ParameterizedTest
    @CsvSource({"10/s, 10", "60/m, 60", "7/m, 7", "0.5/s, 1", "0.5/m, 1", "2.9/s, 2", "5k/s, 5000"})
    void theBurstOfARateIsTheAmountOfItsUnit(String text, long burst) {
        assertThat(new Rates().convert(text).burst()).isEqualTo(burst);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10/s", "0.5/s", "60/m", "7/m", "5000/s"})
    void aRateIsWrittenAsItIsRead(String text) {
        assertThat(new Rates().convert(text)).hasToString(text);
    }

    @Test
    void aMistakeIsReportedWithTheExpectedAndTheGivenValue() {
        assertThatThrownBy(() -> new Counts().convert("1.5"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("expected a whole number such as 250, 19k or 1m, was '1.5'");
        assertThatThrownBy(() -> new Counts().convert("3000m"))
                .hasMessage("expected a whole number such as 250, 19k or 1m, was '3000m'");
        assertThatThrownBy(() -> new Sizes().convert("-1"))
                .hasMessage("expected a number of bytes such as 128, 64k or 1m, was '-1'");
        assertThatThrownBy(() -> new Durations().convert("60"))
                .hasMessage("expected a duration such as 250ms, 60s, 10m or 1h, was '60'");
        assertThatThrownBy(() -> new Durations().convert("999999999h"))
                .hasMessage("expected a duration of at most 2000000h, was '999999999h'");
        assertThatThrownBy(() -> new Sizes().convert("2048m"))
                .hasMessage("expected a number of bytes such as 128, 64k or 1m, was '2048m'");
        assertThatThrownBy(() -> new Rates().convert("5k"))
                .hasMessage("expected a rate above 0 such as 10/s, 5k/s or 300/m, was '5k'");
        assertThatThrownBy(() -> new Rates().convert("0/s"))
                .hasMessage("expected a rate above 0 such as 10/s, 5k/s or 300/m, was '0/s'");
    }

    @Test
    void aRateIsDividedAndPrinted() {
        assertThat(new Rate(10).part(4)).hasToString("2.5/s");
        assertThat(new Rate(5000)).hasToString("5000/s");
        assertThat(new Rate(4).intervalNanos()).isEqualTo(250_000_000);
    }

    @Test
    void theEnvironmentIsUsedIfTheFlagIsNotGiven() {
        Map<String, String> environment = Map.of("CARILLON_IDLE_TIMEOUT", "5s", "CARILLON_VERSION", "1.2.3");

        assertThat(parsed(environment).idleTimeout).isEqualTo("5s");
        assertThat(parsed(environment, "--idle-timeout", "7s").idleTimeout).isEqualTo("7s");
        assertThat(parsed(Map.of()).idleTimeout).isEqualTo("60s");
        assertThat(parsed(Map.of("CARILLON_IDLE_TIMEOUT", "")).idleTimeout).isEqualTo("60s");
        assertThat(parsed(Map.of("CARILLON_IDLE_TIMEOUT", " ")).idleTimeout).isEqualTo("60s");
    }

    private static Flags parsed(Map<String, String> environment, String... arguments) {
        Flags flags = new Flags();
        new CommandLine(flags)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs(arguments);
        return flags;
    }

    @Command(mixinStandardHelpOptions = true)
    private static final class Flags {
        @Option(names = {"-t", "--idle-timeout"})
        private String idleTimeout = "60s";
    }
}
