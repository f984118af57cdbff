package dev.carillon;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the fields of a manifest that Kubernetes does not have: it would ignore them, or refuse the manifest. */
final class KnownFields {
    private static final KubernetesSerialization MODELS = new KubernetesSerialization();
    private static final String MODEL_PACKAGE = "io.fabric8.";

    private final List<String> unknown = new ArrayList<>();

    private KnownFields() {}

    /** The unknown fields of {@code manifest}; a value of the wrong type fails. */
    static List<String> unknownIn(JsonObject manifest) {
        HasMetadata model = MODELS.unmarshal(manifest.encode());
        KnownFields fields = new KnownFields();
        fields.look(model, manifest.getString("kind"));
        return fields.unknown;
    }

    /** Whether there is a model for the kind of {@code manifest}. */
    static boolean isModelled(JsonObject manifest) {
        return !(MODELS.unmarshal(manifest.encode()) instanceof GenericKubernetesResource);
    }

    private void look(@Nullable Object value, String path) {
        switch (value) {
            case null -> {}
            case Collection<?> many -> many.forEach(each -> look(each, path + "[]"));
            case Map<?, ?> map -> map.forEach((key, each) -> look(each, path + "." + key));
            case Object model when model.getClass().getName().startsWith(MODEL_PACKAGE) -> lookInto(model, path);
            default -> {}
        }
    }

    private void lookInto(Object model, String path) {
        for (Class<?> type = model.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !model.getClass().isEnum()) {
                    lookInto(model, field, path);
                }
            }
        }
    }

    private void lookInto(Object model, Field field, String path) {
        try {
            field.setAccessible(true);
            Object value = field.get(model);
            if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> rest) {
                rest.keySet().forEach(name -> unknown.add(path + "." + name));
            } else {
                look(value, path + "." + field.getName());
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
