package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.topic.TopicName;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

class CarillonTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aVerbOfTheLoadTesterMayHaveItsOwnDefaults() {
        CommandSpec scale = Carillon.commandLine(Map.of(), "loadtest")
                .parseArgs("loadtest", "scale")
                .subcommand()
                .subcommand()
                .commandSpec();

        assertThat(scale.findOption("--connections").defaultValueString()).isEqualTo("1m");
        assertThat(scale.findOption("--keep-alive").defaultValueString()).isEqualTo("56s");
        assertThat(scale.findOption("--topics")).isNull();
        assertThat(scale.positionalParameters()).isEmpty();
    }

    @Test
    void anUnknownFlagIsReportedInOneLineWithExitCode2() {
        assertThat(run("--prot=8080")).isEqualTo(2);
        assertThat(err).hasToString("Unknown option: '--prot=8080' (see carillon --help)\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMissingCommandIsReportedInOneLineWithExitCode2() {
        assertThat(run()).isEqualTo(2);
        assertThat(err).hasToString("Missing a command (see carillon --help)\n");
    }

    @Test
    void helpGoesToStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: carillon ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aCommandThatIsBuiltAloneHasTheSameHelp() {
        Carillon.commandLine(Map.of())
                .getSubcommands()
                .forEach((name, whole) -> assertThat(
                                Carillon.commandLine(Map.of(), name).getSubcommands())
                        .hasEntrySatisfying(
                                name,
                                alone -> assertThat(alone.getUsageMessage()).isEqualTo(whole.getUsageMessage()))
                        .hasSize(1));
        assertThat(Carillon.commandLine(Map.of(), "--help").getSubcommands())
                .containsOnlyKeys(
                        "serve",
                        "config",
                        "publish",
                        "subscribe",
                        "top",
                        "token",
                        "keygen",
                        "loadtest",
                        "doctor",
                        "health",
                        "train");
    }

    @Test
    void anArgumentThatBeginsWithAnAtSignIsNotAFileOfArguments() {
        String at = "@pom.xml";
        assertThat(Path.of("pom.xml")).exists();

        assertThat(values("publish", at, at)).containsExactly(new TopicName(at), at);
        assertThat(values("publish", "--content-type", at, "t", "m")).contains(at);
        assertThat(values("subscribe", "t", at)).containsExactly(List.of("t", at));
        assertThat(values("serve", "--host", at)).contains(at);
        assertThat(values("loadtest", "fanout", "--header", at, at)).contains(at);
        assertThat(values("loadtest", "run", at)).contains(Path.of(at));
    }

    /** The values that the last command of {@code args} parses. */
    private static List<Object> values(String... args) {
        ParseResult parsed = Carillon.commandLine(Map.of(), args).parseArgs(args);
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed.matchedArgs().stream().map(ArgSpec::<Object>getValue).toList();
    }

    @Test
    void theValueOfEveryOptionOfEveryCommandHasAName() {
        List<String> names = new ArrayList<>();
        addNames(Carillon.commandLine(Map.of()).getCommandSpec(), names);
        assertThat(names)
                .contains("serve --idle-timeout DURATION", "serve --handshake-rate RATE", "fanout --connections N")
                .as("not picocli's own, which is the name of a field")
                .noneMatch(name -> name.contains("<"));
    }

    private static void addNames(CommandSpec command, List<String> into) {
        for (ArgSpec argument : command.args()) {
            String option = argument instanceof OptionSpec named ? named.longestName() + " " : "";
            if (argument.arity().max() > 0) {
                into.add(command.name() + " " + option + argument.paramLabel());
            }
        }
        command.subcommands().values().forEach(subcommand -> addNames(subcommand.getCommandSpec(), into));
    }

    @Test
    void anArgumentThatTheJvmCannotDecodeIsRefused() {
        assertThat(run("publish", "t", "caf\uFFFD")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("expected arguments in UTF-8, but number 3 could not be read as ")
                .contains("LC_ALL=C.UTF-8");
    }

    /** The supervisor of a command may store the line in a log. */
    @Test
    void aTokenInAWrongPlaceIsNotPrinted() {
        assertThat(run("serve", "--token=opaque")).isEqualTo(2);
        assertThat(run("serve", "--token", "opaque")).isEqualTo(2);
        assertThat(run("serve", "eyJhbGciOiJIUzI1NiJ9.eyJvcGFxdWUiOjF9.opaque")).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option: '--token=***'").doesNotContain("opaque", "eyJ");
    }

    @Test
    void aRefusedStartIsOneJsonRecordWhenLogsAreJson(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("carillon.yaml"), "log-format: json\n");
        assertRefusedWithRecord(Map.of(), "'eighty'", "serve", "--log-format", "json", "--port", "eighty");
        assertRefusedWithRecord(Map.of(), "'eighty'", "serve", "--port", "eighty", "--log-format=JSON");
        assertRefusedWithRecord(Map.of(), "'eighty'", "serve", "--port", "eighty", "--config", file.toString());
        assertRefusedWithRecord(Map.of(), "--prot", "serve", "--config=" + file, "--prot=1");
        assertRefusedWithRecord(Map.of(), "no-file", "serve", "--log-format", "json", "--config", "no-file");
        assertRefusedWithRecord(Map.of(), "UTF-8", "serve", "--log-format", "json", "--host", "caf\uFFFD");
        Map<String, String> json = Map.of("CARILLON_LOG_FORMAT", "json", "CARILLON_PROT", "1");
        assertRefusedWithRecord(json, "CARILLON_PROT", "serve");
        assertRefusedWithRecord(json, "no-file", "serve", "--config", "no-file");
    }

    private void assertRefusedWithRecord(Map<String, String> environment, String about, String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(environment, args)).isEqualTo(2);
        assertThat(err.toString()).as("one line").matches("[^\n]+\n");
        JsonObject record = new JsonObject(err.toString());
        assertThat(record.fieldNames()).containsExactly("time", "level", "logger", "message", "help");
        assertThat(record.getString("level")).isEqualTo("ERROR");
        assertThat(record.getString("message")).contains(about);
        assertThat(record.getString("help")).isEqualTo("carillon serve --help");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anExceptionIsOneJsonRecordWithItsTraceWhenLogsAreJson() {
        assertFault("{", "serve", "--log-format", "json");
        assertFault("java.lang.IllegalStateException: on purpose", "serve");
        assertFault("java.lang.IllegalStateException: on purpose", "doctor");
    }

    private void assertFault(String beginning, String... args) {
        err.getBuffer().setLength(0);
        CommandLine commandLine = Carillon.commandLine(Map.of()).setErr(new PrintWriter(err, true));
        commandLine.setExecutionStrategy(parsed -> {
            throw new CommandLine.ExecutionException(
                    parsed.subcommand().commandSpec().commandLine(), "failed", new IllegalStateException("on purpose"));
        });
        assertThat(commandLine.execute(args)).isEqualTo(1);
        assertThat(err.toString()).startsWith(beginning).contains("IllegalStateException: on purpose");
        if (beginning.equals("{")) {
            assertThat(err.toString()).matches("[^\n]+\n");
            assertThat(new JsonObject(err.toString()).getString("exception")).contains("CarillonTest");
        }
    }

    @Test
    void aRefusalIsTextIfTheFormatIsUnknownAndInOtherCommands() {
        Map<String, String> json = Map.of("CARILLON_LOG_FORMAT", "json");
        assertRefusedWithText(Map.of(), "serve", "--log-format", "yaml");
        assertRefusedWithText(Map.of(), "serve", "--port", "eighty", "--log-format");
        assertRefusedWithText(Map.of(), "serve", "--port", "eighty", "--config", "no-file");
        assertRefusedWithText(json, "serve", "--log-format", "text", "--port", "eighty");
        assertRefusedWithText(json, "config", "--port", "eighty");
        assertRefusedWithText(json, "publish", "--nope");
    }

    private void assertRefusedWithText(Map<String, String> environment, String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(environment, args)).isEqualTo(2);
        assertThat(err.toString()).doesNotStartWith("{").endsWith(" --help)\n");
    }

    private int run(String... args) {
        return run(Map.of(), args);
    }

    private int run(Map<String, String> environment, String... args) {
        CommandLine commandLine = Carillon.commandLine(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return Carillon.execute(commandLine, () -> new byte[0], args);
    }
}
