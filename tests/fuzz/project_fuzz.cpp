#include "engine/project/project.h"
#include "tests/fuzz/target.h"

/// The input is project.db: everything that is read of a project, to look at it and to go on.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    static const fuzz::InputFile file("project.db");
    const auto readAll = [](const Project& project) {
        project.data();
        const auto run = project.currentRun();
        if (!run) return;
        for (const StoredMetric& metric : project.metrics(run->id))
            if (const int kind = static_cast<int>(metric.kind);
                kind < 0 || kind > static_cast<int>(StoredMetric::Kind::Reading))
                fuzz::fail("a row of no kind");
        project.marks(run->id);
        project.newestCheckpoint(run->id);
        project.data(run->id);
        project.runs();
        fuzz::read([&] { project.codes(run->id); });
    };
    for (const bool writing : {false, true}) {
        for (const char* beside : {"project.db-wal", "project.db-shm", "project.db-journal"}) {
            std::error_code ignored;
            std::filesystem::remove(file.folder() / beside, ignored);
        }
        file.fill(data, size);
        fuzz::read([&] {
            const Project project = writing ? Project::open(file.folder()) : Project::openForReading(file.folder());
            readAll(project);
        });
    }
    return 0;
}
