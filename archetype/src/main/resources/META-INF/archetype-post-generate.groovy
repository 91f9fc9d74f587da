// In batch mode the plugin does not ask archetype-metadata.xml what the name may be.
def service = request.properties['service']
if (!(service ==~ /[A-Z][A-Za-z0-9]*/)) {
    def project = new File(request.outputDirectory, request.artifactId)
    throw new IllegalArgumentException("service is '${service}', but classes are to be called after it: "
        + "letters and digits, a capital first, such as ApiKey. Remove ${project}, and generate again.")
}
