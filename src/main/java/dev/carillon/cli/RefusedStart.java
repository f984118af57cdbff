package dev.carillon.cli;

import dev.carillon.config.Defaults;
import dev.carillon.config.LogSettings.LogFormat;
import dev.carillon.logging.JsonLines;
import dev.carillon.logging.LogField;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Converts the reason why {@code carillon serve} does not start, or ends, to a JSON record, if its log has the format
 * JSON.
 */
public final class RefusedStart {
    private RefusedStart() {}

    /**
     * The reason why {@code command} ends, with its line end; empty if the log format is text or cannot be determined.
     *
     * @param args of the command line, which may have mistakes
     * @param help the command that explains more
     */
    public static Optional<String> record(
            CommandSpec command, String[] args, Defaults defaults, String message, String help) {
        return isJson(command, args, defaults)
                ? Optional.of(line(message, null, LogField.of("help", help)))
                : Optional.empty();
    }

    /** As {@link #record}, for an unexpected exception. */
    public static Optional<String> fault(CommandSpec command, String[] args, Defaults defaults, Throwable fault) {
        return isJson(command, args, defaults)
                ? Optional.of(line("the service ends because of an internal error", fault))
                : Optional.empty();
    }

    private static String line(String message, @Nullable Throwable thrown, LogField... fields) {
        LogRecord record = new LogRecord(Level.SEVERE, message);
        record.setLoggerName(Serve.class.getName());
        record.setThrown(thrown);
        record.setParameters(fields);
        return new JsonLines().format(record);
    }

    /** Only {@code serve} has a log; other commands print text even if the variable of its log format is set. */
    private static boolean isJson(CommandSpec command, String[] args, Defaults defaults) {
        return command.userObject() instanceof Serve
                && flag(args, "--log-format")
                        .or(() -> byDefault(command, args, defaults))
                        .filter(LogFormat.JSON.name()::equalsIgnoreCase)
                        .isPresent();
    }

    private static Optional<String> byDefault(CommandSpec command, String[] args, Defaults defaults) {
        OptionSpec config = command.findOption("--config");
        try {
            // The parser may have stopped at a mistake before it.
            if (config.getValue() == null) {
                flag(args, "--config").map(Path::of).ifPresent(config::setValue);
            }
            return Optional.ofNullable(defaults.defaultValue(command.findOption("--log-format")));
        } catch (ParameterException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> flag(String[] args, String name) {
        int at = Arrays.asList(args).lastIndexOf(name);
        if (at >= 0 && at + 1 < args.length) {
            return Optional.of(args[at + 1]);
        }
        return Arrays.stream(args)
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst();
    }
}
