package dev.carillon.config;

import java.nio.file.Path;

/** Where the value of a setting comes from. */
public sealed interface SettingSource {
    /** The command line. */
    record Flag() implements SettingSource {
        @Override
        public String toString() {
            return "flag";
        }
    }

    /** The environment. */
    record Variable(String name) implements SettingSource {
        @Override
        public String toString() {
            return "variable " + name;
        }
    }

    /** The file of {@code --config}. */
    record FileLine(Path file, int line) implements SettingSource {
        @Override
        public String toString() {
            return file + " line " + line;
        }
    }

    /** Not set; the default applies. */
    record Default() implements SettingSource {
        @Override
        public String toString() {
            return "default";
        }
    }

    Flag FLAG = new Flag();

    Default DEFAULT = new Default();
}
