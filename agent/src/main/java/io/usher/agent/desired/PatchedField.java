package io.usher.agent.desired;

import io.usher.agent.proxy.ServerRow;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One field that a patch touches, validated as far as that goes without asking the proxy. */
abstract class PatchedField {
    private static final int MAX_WEIGHT = 256;

    /**
     * What it comes to at a server.
     *
     * @param text     the value to be set
     * @param override whether it is one; else it is the configuration's
     */
    record Value(String text, boolean override) {
    }

    private final ServerField field;

    private PatchedField(final ServerField field) {
        this.field = field;
    }

    ServerField field() {
        return field;
    }

    /** @throws Conflict if the configuration's value is asked for and not known */
    abstract Value at(ActiveServers to, ServerRow row) throws Conflict;

    /** All that are not absent, in the order state, weight, maxconn, address. */
    static List<PatchedField> of(final ServerPatch patch) throws Invalid {
        final List<PatchedField> fields = new ArrayList<>();
        add(fields, ServerField.STATE, patch.state(), ServerState::json);
        add(fields, ServerField.WEIGHT, patch.weight(), n -> number("weight", n, MAX_WEIGHT));
        add(fields, ServerField.MAXCONN, patch.maxconn(), n -> number("maxconn", n, Integer.MAX_VALUE));
        final AddressChange address = new AddressChange(patch.address(), patch.port());
        if (!address.isAbsent()) {
            fields.add(of(address));
        }
        return fields;
    }

    private static <T> void add(final List<PatchedField> fields, final ServerField field, final FieldChange<T> change,
                                final Function<T, String> text) {
        if (change instanceof FieldChange.Set<T> set) {
            final Value value = new Value(text.apply(set.value()), true);
            fields.add(new PatchedField(field) {
                @Override
                Value at(final ActiveServers to, final ServerRow row) {
                    return value;
                }
            });
        } else if (change instanceof FieldChange.Clear<T>) {
            fields.add(new PatchedField(field) {
                @Override
                Value at(final ActiveServers to, final ServerRow row) {
                    return new Value(to.configured(field, row).orElseThrow(() -> new Conflict(
                            new StoredOverride.Key(row.backend(), row.name(), field) + " cannot be cleared: what the"
                                    + " configuration of " + to.generation() + " says of it is not known")), false);
                }
            });
        }
    }

    private static PatchedField of(final AddressChange change) {
        return new PatchedField(ServerField.ADDRESS) {
            @Override
            Value at(final ActiveServers to, final ServerRow row) {
                final Optional<Endpoint> configured = to.configured(ServerField.ADDRESS, row).flatMap(Endpoint::read);
                final Endpoint now = Endpoint.read(row.address()).orElseThrow(() -> new Conflict(row.backend() + "/" + row.name()
                        + " is at a unix socket, which can be changed in the configuration only"));
                final Endpoint wanted = change.from(now, configured);
                return new Value(wanted.toString(), !change.leavesNoOverride(wanted, configured));
            }
        };
    }

    /** What the proxy's refusal of a value comes to. */
    static Conflict refused(final StoredOverride.Key key, final String value, final String refusal) {
        return new Conflict(key + " " + value + ": the proxy refused: " + refusal);
    }

    private static String number(final String field, final int value, final int max) {
        if (value < 0 || value > max) {
            throw new Invalid(field, field + ": " + value + " (expected: 0 to " + max + ")");
        }
        return Integer.toString(value);
    }
}
