package dev.carillon.loadtest;

import dev.carillon.config.InvalidConfig;
import dev.carillon.config.Nearest;
import dev.carillon.config.YamlFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** All that is wrong with a file, in the order in which it was found. */
final class Mistakes {
    private final YamlFields yaml;
    private final List<String> found = new ArrayList<>();

    Mistakes(YamlFields yaml) {
        this.yaml = yaml;
    }

    void add(InvalidConfig mistake) {
        found.add(String.valueOf(mistake.getMessage()));
    }

    /** A field, or {@code where.field}, that does not exist. */
    void addUnknown(String name, Node node, Collection<String> known) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        add(yaml.mistake(
                node,
                "'" + name + "' is no field" + Nearest.question(last, known) + "; expected one of "
                        + String.join(", ", known)));
    }

    int count() {
        return found.size();
    }

    /** A line for each. */
    String text() {
        return String.join("\n", found);
    }
}
