package dev.carillon.cli;

import dev.carillon.config.Defaults;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The command line of {@code carillon serve}, to be read again: files may say something else by then. */
final class ServeLine {
    private final Defaults defaults;
    private final String[] arguments;

    /** @param command that has been parsed */
    ServeLine(CommandSpec command) {
        CommandLine line = command.commandLine();
        List<String> all = line.getParseResult().originalArgs();
        this.arguments =
                all.subList(all.indexOf(command.name()) + 1, all.size()).toArray(String[]::new);
        this.defaults = (Defaults) line.getDefaultValueProvider();
    }

    /** The same environment, and files that have yet to be read. */
    Defaults defaults() {
        return defaults.afresh();
    }

    /**
     * What it says now.
     *
     * @throws ParameterException when that cannot be used
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
