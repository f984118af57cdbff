package dev.carillon.cli;

import dev.carillon.cli.StatedSettings.Stated;
import dev.carillon.config.ConfigFile;
import dev.carillon.config.FileParts;
import dev.carillon.config.SettingSource;
import dev.carillon.config.SettingSource.FileLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Settings as text, each with its source. The text contains no secrets: the contents of files are not shown, and hashes
 * and passwords in URLs are masked.
 */
final class SettingsText {
    private static final Pattern PASSWORD = Pattern.compile("://[^/?#]*@");
    private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private static final DumpSettings FLOW = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.FLOW)
            .setWidth(Integer.MAX_VALUE)
            .build();

    private final StatedSettings stated;

    SettingsText(StatedSettings stated) {
        this.stated = stated;
    }

    /** A valid file for {@code --config}, except that hashes of API keys are masked. */
    String yaml() {
        StringBuilder text = new StringBuilder();
        stated.options().forEach((name, option) -> {
            List<Object> values = values(option);
            String value = values.isEmpty() ? "" : " " + flow(option.isList() ? values : values.getFirst());
            text.append(name).append(':').append(value).append(comment(option.source()));
        });
        stated.file().ifPresent(file -> addParts(text, file));
        return text.toString();
    }

    private void addParts(StringBuilder text, ConfigFile file) {
        addList(text, ConfigFile.TOPICS, file, topics(file));
        addList(text, ConfigFile.API_KEYS, file, apiKeys(file));
        if (file.partLines().containsKey(ConfigFile.ANONYMOUS)) {
            text.append(ConfigFile.ANONYMOUS + ": ")
                    .append(flow(FileParts.permissions(file.anonymous())))
                    .append(comment(partSource(file, ConfigFile.ANONYMOUS)));
        }
    }

    private static void addList(StringBuilder text, String name, ConfigFile file, List<Part> parts) {
        if (!parts.isEmpty()) {
            text.append(name).append(':').append(comment(partSource(file, name)));
            parts.forEach(
                    part -> text.append("  - ").append(flow(part.fields())).append(comment(part.source())));
        }
    }

    /** A JSON object: each name with its value and source. */
    String json() {
        JsonObject json = new JsonObject();
        stated.options().forEach((name, option) -> {
            List<Object> values = values(option);
            Object list = new JsonArray(values);
            json.put(
                    name, entry(option.isList() ? list : values.isEmpty() ? null : values.getFirst(), option.source()));
        });
        stated.file().ifPresent(file -> {
            json.put(ConfigFile.TOPICS, entry(fields(topics(file)), partSource(file, ConfigFile.TOPICS)));
            json.put(ConfigFile.API_KEYS, entry(fields(apiKeys(file)), partSource(file, ConfigFile.API_KEYS)));
            json.put(
                    ConfigFile.ANONYMOUS,
                    entry(
                            new JsonObject(FileParts.permissions(file.anonymous())),
                            partSource(file, ConfigFile.ANONYMOUS)));
        });
        return json.encodePrettily() + "\n";
    }

    /** An element of a list, and its source. */
    private record Part(Map<String, Object> fields, SettingSource source) {}

    private static List<Part> topics(ConfigFile file) {
        return file.rules().stream()
                .map(rule -> new Part(FileParts.topic(rule.settings()), new FileLine(file.path(), rule.patternLine())))
                .toList();
    }

    private static List<Part> apiKeys(ConfigFile file) {
        return file.apiKeys().stream()
                .map(key -> new Part(FileParts.apiKey(key), partSource(file, ConfigFile.API_KEYS)))
                .toList();
    }

    private static SettingSource partSource(ConfigFile file, String part) {
        return file.partLines().containsKey(part)
                ? new FileLine(file.path(), file.partLines().get(part))
                : SettingSource.DEFAULT;
    }

    private static JsonArray fields(List<Part> parts) {
        return new JsonArray(parts.stream().map(Part::fields).toList());
    }

    private static JsonObject entry(@Nullable Object value, SettingSource source) {
        return new JsonObject().put("value", value).put("from", source.toString());
    }

    /** Values as numbers and booleans if possible, so that YAML and JSON have them without quotes. */
    private static List<Object> values(Stated option) {
        List<Object> values = new ArrayList<>();
        for (String text : option.values()) {
            values.add(value(PASSWORD.matcher(text).replaceFirst("://" + FileParts.MASKED + "@")));
        }
        return values;
    }

    private static Object value(String text) {
        if (INTEGER.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
    }

    private static String flow(Object value) {
        return new Dump(FLOW).dumpToString(value).strip();
    }

    private static String comment(SettingSource source) {
        return "  # " + source + "\n";
    }
}
