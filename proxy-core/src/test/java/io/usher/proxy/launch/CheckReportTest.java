package io.usher.proxy.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usher.proxy.config.ConfigurationReader;
import io.usher.proxy.config.ConfigurationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckReportTest {
    @TempDir
    private Path folder;

    private ConfigurationResult read(final String text) throws IOException {
        return new ConfigurationReader(name -> null).read(List.of(Files.writeString(folder.resolve("a.cfg"), text)));
    }

    @Test
    void tellsProgramsLineColumnWordAndExpectationOfEveryError() throws IOException {
        final ConfigurationResult result = read("global\n    maxcon 3\nfrontend f\n    bind :x\n    timeout client\n");
        assertTrue(CheckReport.refused(result, false));
        assertEquals("{'valid':false,'findings':["
                + "{'severity':'alert','file':'a.cfg','line':2,'column':5,'word':'maxcon','expected':'maxconn',"
                + "'message':'unknown keyword `maxcon` in `global` section; did you mean `maxconn` maybe ?'},"
                + "{'severity':'alert','file':'a.cfg','line':4,'column':10,'word':':x','expected':'bind <address> [<option>...]',"
                + "'message':'`bind` : invalid character `x` in port number `x` in `:x`'},"
                + "{'severity':'alert','file':'a.cfg','line':5,'column':19,'word':'','expected':'timeout client <time>',"
                + "'message':'`timeout client` expects an integer value (in milliseconds)'}]}",
                CheckReport.json(result, false).replace(folder + "/", "").replace('\'', '`').replace('"', '\''));
    }

    @Test
    void countsWarningsAsErrorsWhereTheCommandLineSaysSo() throws IOException {
        final ConfigurationResult result = read("frontend f\n    bind 127.0.0.1:1\n    default_backend b\nbackend b\n");
        assertTrue(CheckReport.json(result, false).startsWith("{\"valid\":true,\"findings\":[{\"severity\":\"warning\""));
        assertFalse(CheckReport.refused(result, false));
        assertTrue(CheckReport.refused(result, true));
    }
}
