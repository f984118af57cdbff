package dev.carillon.loadtest;

import dev.carillon.config.Counts;
import dev.carillon.config.Durations;
import dev.carillon.config.InvalidConfig;
import dev.carillon.config.Rates;
import dev.carillon.config.YamlFields;
import dev.carillon.loadtest.plan.Phase;
import dev.carillon.loadtest.plan.Phase.Levels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the phases of a scenario: their fields have the names, and take the values, of the flags. */
final class PhaseFields {
    private static final List<String> KNOWN =
            List.of("name", "duration", "ramp", "connections", "publish-rate", "churn-rate");

    private final YamlFields yaml;
    private final Mistakes mistakes;
    private final List<Said> phases = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** A phase with the levels that it says something about; the others stay what they were. */
    record Said(
            String name,
            Duration duration,
            Optional<Duration> ramp,
            Optional<Integer> connections,
            Optional<Double> publishRate,
            Optional<Double> churnRate) {

        /** Throws IllegalArgumentException where it breaks a law of phases, whatever comes before it. */
        void check() {
            after(new Levels(1, 0, 0));
        }

        Phase after(Levels before) {
            Levels levels = new Levels(
                    connections.orElse(before.connections()),
                    publishRate.orElse(before.publishRate()),
                    churnRate.orElse(before.churnRate()));
            return new Phase(name, ramp.orElse(duration), duration, levels);
        }
    }

    PhaseFields(YamlFields yaml, Mistakes mistakes) {
        this.yaml = yaml;
        this.mistakes = mistakes;
    }

    /** Whatever can be read, with a mistake for the rest. */
    List<Said> read(Node node) {
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            mistakes.add(yaml.mistake(node, "phases must be a list, each with a name and a duration"));
            return List.of();
        }
        int index = 0;
        for (Node each : sequence.getValue()) {
            String where = "phases[" + index++ + "]";
            try {
                readPhase(where, each);
            } catch (InvalidConfig mistake) {
                mistakes.add(mistake);
            }
        }
        return phases;
    }

    private void readPhase(String where, Node node) throws InvalidConfig {
        Map<String, Node> fields = yaml.fields(where, "duration: 30s", node);
        int before = mistakes.count();
        fields.forEach((name, value) -> {
            if (!KNOWN.contains(name)) {
                mistakes.addUnknown(where + "." + name, value, KNOWN);
            }
        });
        for (String needed : List.of("name", "duration")) {
            if (!fields.containsKey(needed)) {
                mistakes.add(yaml.mistake(node, where + "." + needed + " must be given"));
            }
        }
        Optional<String> name = field(where, fields, "name", text -> text);
        Optional<Duration> duration = field(where, fields, "duration", new Durations());
        Said phase = new Said(
                name.orElse("unnamed"),
                duration.orElse(Duration.ofHours(1)),
                field(where, fields, "ramp", new Durations()),
                field(where, fields, "connections", new Counts()),
                field(where, fields, "publish-rate", PhaseFields::perSecond),
                field(where, fields, "churn-rate", PhaseFields::perSecond));
        if (name.isPresent() && !names.add(name.get())) {
            mistakes.add(
                    yaml.mistake(node, where + ".name must be a name of its own, and '" + name.get() + "' is taken"));
        }
        if (mistakes.count() == before) {
            addPhase(where, fields, node, phase);
        }
    }

    /** The laws of a phase; where they name a field, its line is that of the field. */
    private void addPhase(String where, Map<String, Node> fields, Node node, Said phase) {
        try {
            phase.check();
            phases.add(phase);
        } catch (IllegalArgumentException broken) {
            String message = String.valueOf(broken.getMessage());
            Node at = fields.getOrDefault(message.substring(0, message.indexOf(' ')), node);
            mistakes.add(yaml.mistake(at, where + "." + message));
        }
    }

    private <T> Optional<T> field(String where, Map<String, Node> fields, String name, ITypeConverter<T> converter) {
        Node node = fields.get(name);
        if (node == null) {
            return Optional.empty();
        }
        String full = where + "." + name;
        try {
            return Optional.of(converter.convert(yaml.text(full, node)));
        } catch (TypeConversionException mistake) {
            mistakes.add(yaml.mistake(node, full + ": " + mistake.getMessage()));
        } catch (InvalidConfig mistake) {
            mistakes.add(mistake);
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return Optional.empty();
    }

    /** A rate that may be nothing. */
    private static double perSecond(String text) {
        return text.equals("0") || text.equals("0/s")
                ? 0
                : new Rates().convert(text).perSecond();
    }
}
