package dev.carillon.cli;

import dev.carillon.config.Defaults;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The command line of {@code carillon serve}, which can be parsed again to read changed files. */
final class ServeLine {
    private final Defaults defaults;
    private final String[] arguments;

    /**
     * @param command {@code serve}, after it has been parsed
     */
    ServeLine(CommandSpec command) {
        CommandLine line = command.commandLine();
        List<String> all = line.getParseResult().originalArgs();
        this.arguments =
                all.subList(all.indexOf(command.name()) + 1, all.size()).toArray(String[]::new);
        this.defaults = (Defaults) line.getDefaultValueProvider();
    }

    /** Defaults with the same environment, which read the files again. */
    Defaults defaults() {
        return defaults.afresh();
    }

    /**
     * Parses the command line again.
     *
     * @throws ParameterException when a setting is invalid
     */
    StatedSettings read(Defaults now) {
        Serve serve = new Serve();
        CommandLine line = new CommandLine(serve)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setDefaultValueProvider(now);
        line.parseArgs(arguments);
        return serve.stated();
    }
}
