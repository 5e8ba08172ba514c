#include "engine/core/paths.h"
#include "engine/data/array_source.h"
#include "engine/data/file_source.h"
#include "engine/data/import.h"
#include "engine/data/picture_source.h"

namespace zscape {

namespace fs = std::filesystem;

namespace {

bool isProjectFolder(const std::string& source) {
    std::error_code missing;
    return fs::is_regular_file(fs::path(source) / "project.db", missing);
}

}  // namespace

SourceSummary inspectSources(const std::vector<std::string>& sources, int64_t limit, std::stop_token stop) {
    SourceSummary summary;
    if (sources.empty()) return summary;
    if (sources.size() == 1 && isProjectFolder(sources.front())) {
        summary.kind = SourceSummary::Kind::Project;
        return summary;
    }
    ImportRequest request;
    request.sources = sources;
    const std::unique_ptr<PictureSource> source = openSources(request, limit, {}, stop);
    return source->summary();
}

}  // namespace zscape
