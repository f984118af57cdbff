package dev.carillon.cli;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Defaults;
import dev.carillon.config.ServiceSettings;
import dev.carillon.server.Service;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import picocli.CommandLine.ParameterException;

/**
 * Reloads the settings of a running service: reads the command line, the environment and the files again, and applies
 * the settings that can change without a restart. Invalid settings change nothing, and are reported once. For one
 * thread.
 */
final class SettingsReload {
    private static final Logger LOG = System.getLogger(SettingsReload.class.getName());

    /** A file that has not changed for this long is taken as completely written. */
    private static final Duration SETTLED = Duration.ofMillis(250);

    private static final String TOKEN_KEY = "token-key";

    private final ServeLine line;
    private final Service service;
    private final StatedSettings first;
    private StatedSettings inForce;
    private FileContents known;
    /** The reported mistake of the last read; empty if there was none. */
    private String lastWarning = "";

    /** @param contents of the files when {@code first} was read */
    SettingsReload(ServeLine line, Service service, StatedSettings first, FileContents contents) {
        this.line = line;
        this.service = service;
        this.first = first;
        this.inForce = first;
        this.known = contents;
    }

    /**
     * Whether there is anything to reload: settings from regular files, which can be read again, or certificates. The
     * service itself watches the files of certificates.
     */
    static boolean canReload(StatedSettings stated) {
        List<Path> files = files(stated);
        return files.isEmpty()
                ? stated.settings().tls().isPresent()
                : files.stream().allMatch(Files::isRegularFile);
    }

    static FileContents contents(StatedSettings stated) {
        return FileContents.of(files(stated));
    }

    private static List<Path> files(StatedSettings stated) {
        List<Path> files = new ArrayList<>(stated.settings().access().tokens().keys());
        stated.file().map(ConfigFile::path).ifPresent(files::add);
        return files;
    }

    /**
     * Reloads if a file has changed and has settled; to be called about once a second. After a failed reload, each call
     * tries again, since the mistake may be in a file that the present settings do not use.
     */
    void look() throws InterruptedException {
        FileContents now = contents(inForce);
        if (now.equals(known)) {
            if (!lastWarning.isEmpty()) {
                reload(false);
            }
            return;
        }
        Thread.sleep(SETTLED);
        if (contents(inForce).equals(now)) {
            reload(true);
        }
    }

    /** Reloads on a signal. */
    void reload() throws InterruptedException {
        reload(true);
    }

    /**
     * @param again whether a mistake that was reported before is reported again
     */
    private void reload(boolean again) throws InterruptedException {
        FileContents before = contents(inForce);
        Set<Path> changed = before.changedSince(known);
        known = before;
        Defaults defaults = line.defaults();
        try {
            StatedSettings next = line.read(defaults);
            service.use(next.settings());
            report(next, changed);
            inForce = next;
            lastWarning = "";
            // The contents from before the settings were read, so that a file that has changed since is read again.
            known = contents(next).withThoseOf(before);
        } catch (ParameterException | IllegalArgumentException mistake) {
            warn(mistake.getMessage() + defaults.origin(mistake.getMessage()), again);
        }
    }

    private void warn(String mistake, boolean again) {
        if (again || !mistake.equals(lastWarning)) {
            lastWarning = mistake;
            service.refusedSettings();
            LOG.log(Level.WARNING, "settings not reloaded, the present settings stay in force: " + mistake);
        }
    }

    private void report(StatedSettings next, Set<Path> files) {
        Set<String> applied = only(inForce.changedIn(next), ServiceSettings.LIVE::contains);
        if (next.settings().access().tokens().keys().stream().anyMatch(files::contains)) {
            applied.add(TOKEN_KEY);
        }
        Set<String> waiting = only(first.changedIn(next), name -> !ServiceSettings.LIVE.contains(name));
        LOG.log(
                Level.INFO,
                "settings reloaded: " + (applied.isEmpty() ? "none changed" : "changed " + String.join(", ", applied))
                        + (waiting.isEmpty() ? "" : "; waiting for a restart: " + String.join(", ", waiting)));
    }

    private static Set<String> only(Set<String> names, Predicate<String> condition) {
        Set<String> some = new TreeSet<>(names);
        some.removeIf(condition.negate());
        return some;
    }
}
