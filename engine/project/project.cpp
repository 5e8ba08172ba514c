#include "engine/project/project_implementation.h"

#include "engine/project/schema.h"

namespace zscape {

Project::Project(std::unique_ptr<Implementation> implementation) : impl_(std::move(implementation)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

const std::filesystem::path& Project::folder() const { return impl_->folder; }
const std::optional<ErrorInfo>& Project::whyOnlyRead() const { return impl_->whyOnlyRead; }

bool Project::isInPlace() const { return impl_->isInPlace(); }

bool Project::isProject(const std::filesystem::path& folder) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(databaseFile(folder), ignored);
}

void Project::requirePlace(const std::filesystem::path& folder) { requireProjectPlace(folder); }

Project Project::create(const std::filesystem::path& folder) {
    requireProjectPlace(folder);
    const std::filesystem::path absolute = absolutePath(folder.string());
    makeProjectFolder(absolute);
    ProjectLock lock(absolute);
    auto database = std::make_unique<Database>(databaseFile(absolute), Database::Mode::Create);
    if (isEmptyDatabase(*database)) createSchema(*database);
    else checkAndMigrate(*database, databaseFile(absolute), kProjectVersion, projectMigrations());
    return Project(std::make_unique<Implementation>(absolute, std::move(lock), std::move(database)));
}

namespace {

std::filesystem::path requireProject(const std::filesystem::path& folder) {
    if (folder.empty())
        throw Error("project.place", "No project was named. Name the folder of one, such as faces.zscape.");
    const std::filesystem::path absolute = absolutePath(folder.string());
    if (!Project::isProject(absolute)) {
        throw Error("project.missing",
                    "%1 is no Zscape project: it holds no project.db. Choose a folder that Zscape has saved.",
                    {displayName(folder)});
    }
    return absolute;
}

}  // namespace

Project Project::openForReading(const std::filesystem::path& folder) {
    const std::filesystem::path absolute = requireProject(folder);
    return Project(std::make_unique<Implementation>(absolute, openReadable(absolute)));
}

Project Project::openAsFarAsPossible(const std::filesystem::path& folder) {
    std::optional<ErrorInfo> why = whyNotWritable(requireProject(folder));
    if (!why) {
        try {
            return open(folder);
        } catch (const Error& error) {
            if (error.code() != "project.busy") throw;
            why = openElsewhere();
        }
    }
    Project project = openForReading(folder);
    project.impl_->whyOnlyRead = std::move(why);
    return project;
}

Project Project::open(const std::filesystem::path& folder) {
    const std::filesystem::path absolute = requireProject(folder);
    ProjectLock lock(absolute);
    auto database = std::make_unique<Database>(databaseFile(absolute), Database::Mode::Open);
    checkAndMigrate(*database, databaseFile(absolute), kProjectVersion, projectMigrations());
    removeTemporaryFiles(absolute);
    return Project(std::make_unique<Implementation>(absolute, std::move(lock), std::move(database)));
}

void Project::moveTo(const std::filesystem::path& folder) {
    const std::filesystem::path from = impl_->folder, to = absolutePath(folder.string());
    if (from == to) return;
    impl_->writable();
    // Closing folds the write-ahead log into the database, so that one file is all there is to move.
    impl_->database.reset();
    try {
        // A renamed folder keeps its lock; a copied one has a lock file of its own.
        if (!relocateProject(from, to)) impl_->lock = ProjectLock(to);
        impl_->folder = to;
        impl_->noteIdentity();
    } catch (const std::exception&) {
        impl_->database = std::make_unique<Database>(databaseFile(from), Database::Mode::Open);
        throw;
    }
    impl_->database = std::make_unique<Database>(databaseFile(to), Database::Mode::Open);
}

}  // namespace zscape
