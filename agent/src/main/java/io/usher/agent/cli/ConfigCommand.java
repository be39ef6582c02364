package io.usher.agent.cli;

import static io.usher.agent.cli.Request.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import io.usher.agent.status.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher config list|get|put|validate|plan|versions|diff|restore}. */
@Command(name = "config", description = "The configuration files: read, check, plan, write and apply them, and go back.",
        subcommands = {ConfigCommand.ListFiles.class, ConfigCommand.Get.class, ConfigCommand.Put.class,
            ConfigCommand.Validate.class, ConfigCommand.PlanOf.class, ConfigCommand.Versions.class, ConfigCommand.Diff.class,
            ConfigCommand.Restore.class})
final class ConfigCommand extends CommandGroup {

    private static final String FILES = "/v1/configuration/files";
    private static final String VERSIONS = "/v1/configuration/versions";

    private static byte[] read(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e + " (expected: a configuration file)", e);
        }
    }

    /** {@code usher config list}. */
    @Command(name = "list", description = "The files, in the order in which the proxy reads them, each with the ETag"
            + " that put asks for.")
    static final class ListFiles extends AgentCommand {
        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get(FILES)), answer -> {
                final TextTable table = new TextTable().row("name", "bytes", "modified", "ETag");
                for (final JsonNode file : answer.path("files")) {
                    table.row(file.path("name").asText(), file.path("bytes").asText(), file.path("modified").asText(),
                            file.path("etag").asText());
                }
                return table.text().stripTrailing();
            });
        }
    }

    /** {@code usher config get}. */
    @Command(name = "get", description = "Print a file as it is on the agent's disk.")
    static final class Get extends AgentCommand {

        @Parameters(paramLabel = "NAME", description = "The file, as the list names it.")
        private String name;

        @Option(names = "--etag", description = "Print its ETag alone.")
        private boolean etag;

        @Override
        ExitCode run(final Api api) throws IOException {
            final Answer answer = api.send(Request.get(FILES + "/" + encoded(name)));
            final String tag = answer.header("ETag").orElseThrow();
            final String text = etag ? tag + System.lineSeparator() : answer.body();
            out().print(json() ? "{\"etag\":" + quoted(tag) + ",\"content\":" + quoted(answer.body()) + "}\n" : text);
            out().flush();
            return ExitCode.DONE;
        }
    }

    /** How a change comes to run, and why it is made. */
    static final class ApplyOptions {

        @Option(names = "--apply", paramLabel = "HOW", defaultValue = "none",
                description = "live, reload, auto (live where all of it"
                + " can be, else a reload), or none (default: ${DEFAULT-VALUE}).")
        private String apply;

        @Option(names = "--comment", paramLabel = "TEXT", defaultValue = "", description = "Why, for the versions.")
        private String comment;

        Request on(final Request request) {
            final Request applied = request.query("apply", apply);
            return comment.isEmpty() ? applied : applied.query("comment", comment);
        }
    }

    /** {@code usher config put}. */
    @Command(name = "put",
            description = "Write a file: all files are checked first, and nothing is written that the proxy, the plan or"
            + " the gate refuses.")
    static final class Put extends ChangeCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "The file on the agent's side, as the list names it.")
        private String name;

        @Parameters(index = "1", paramLabel = "FILE", description = "What is to be in it.")
        private Path file;

        /** Nobody's change is overwritten by an oversight. */
        static final class Condition {
            @Option(names = "--if-match", paramLabel = "ETAG",
                    description = "What the file was when it was read; refused where it is"
                    + " another by now.")
            private String ifMatch;

            @Option(names = "--any", description = "Whatever the file is by now.")
            private boolean any;
        }

        @ArgGroup(multiplicity = "1")
        private Condition condition;

        @Mixin
        private ApplyOptions how;

        @Override
        ExitCode run(final Api api) throws IOException {
            final String ifMatch = condition.any ? "*"
                    : condition.ifMatch.startsWith("\"") ? condition.ifMatch : '"' + condition.ifMatch + '"';
            final Request request = Request.of("PUT", FILES + "/" + encoded(name)).body("text/plain", read(file))
                    .header("If-Match", ifMatch);
            return printChange(change(api, how.on(request)), ConfigText::change);
        }
    }

    /** Commands that judge a file without writing it. */
    abstract static class Judging extends AgentCommand {

        @Parameters(paramLabel = "FILE", arity = "0..1",
                description = "What would be in the file (default: the files as they are).")
        private Path file;

        @Option(names = "--as", paramLabel = "NAME",
                description = "Which file it would be, as the list names it; need not be said where"
                + " there is only one.")
        private String name;

        final Answer judged(final Api api, final String target) throws IOException {
            final Request request = Request.of("POST", target);
            if (file == null) {
                return api.send(request.body("text/plain", new byte[0]));
            }
            final Request filled = request.body("text/plain", read(file));
            return api.send(name == null ? filled : filled.query("file", name));
        }
    }

    /** {@code usher config validate}. */
    @Command(name = "validate",
            description = "All that the proxy says of a file, or of the files as they are; exit 1 where it refuses"
            + " them.")
    static final class Validate extends Judging {
        @Override
        ExitCode run(final Api api) throws IOException {
            final Answer answer = judged(api, "/v1/configuration/validate");
            print(answer, ConfigText::validation);
            return answer.json().path("valid").asBoolean() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    /** {@code usher config plan}. */
    @Command(name = "plan",
            description = "What of a file, or of the files as they are, would be applied live, and what needs a reload.")
    static final class PlanOf extends Judging {
        @Override
        ExitCode run(final Api api) throws IOException {
            return print(judged(api, "/v1/configuration/plan"), ConfigText::plan);
        }
    }

    /** {@code usher config versions}. */
    @Command(name = "versions", description = "The versions of the files, the newest first.")
    static final class Versions extends AgentCommand {

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20",
                description = "At most so many (default: ${DEFAULT-VALUE}).")
        private int limit;

        @Override
        ExitCode run(final Api api) throws IOException {
            return print(api.send(Request.get(VERSIONS).query("limit", String.valueOf(limit))), ConfigText::versions);
        }
    }

    /** {@code usher config diff}. */
    @Command(name = "diff", description = "What a version changed.")
    static final class Diff extends AgentCommand {

        @Parameters(paramLabel = "N", description = "Number of the version.")
        private long number;

        @Override
        ExitCode run(final Api api) throws IOException {
            final String diff = api.send(Request.get(VERSIONS + "/" + number + "/diff")).body();
            out().print(json() ? "{\"diff\":" + quoted(diff) + "}\n" : diff);
            out().flush();
            return ExitCode.DONE;
        }
    }

    /** {@code usher config restore}. */
    @Command(name = "restore",
            description = "Bring all files back to what they were in a version, checked as a file that is put.")
    static final class Restore extends ChangeCommand {

        @Parameters(paramLabel = "N", description = "Number of the version.")
        private long number;

        @Mixin
        private ApplyOptions how;

        @Override
        ExitCode run(final Api api) throws IOException {
            return printChange(change(api, how.on(Request.of("POST", VERSIONS + "/" + number + "/restore"))), ConfigText::change);
        }
    }
}
