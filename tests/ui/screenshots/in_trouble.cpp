// Projects that cannot simply be opened or saved.
#include "tests/ui/screenshots/album.h"

#include "engine/project/project.h"
#include "ui/widgets/message_strip.h"

#include <filesystem>
#include <fstream>

namespace zscape {
namespace {

namespace fs = std::filesystem;

class TroubleScreenshots : public Screenshots {
protected:
    QString photos() const { return mine_.filePath(QStringLiteral("photos")); }
    QString project() const { return mine_.filePath(QStringLiteral("mine.zscape")); }

    /// A project on pictures of its own, trained and saved; then another window.
    void SetUp() override {
        Screenshots::SetUp();
        fs::copy(digits().toStdString(), photos().toStdString(), fs::copy_options::recursive);
        dropFiles(window.get(), {400, 300}, {photos()});
        ASSERT_NO_FATAL_FAILURE(useWhatWasRead());
        trainEpochs(12);
        bridge->session().save(project().toStdString());
        ASSERT_TRUE(
            until([&] { return bridge->info()->savedStep == bridge->info()->step && bridge->info()->step > 0; }));
        TearDown();
        Screenshots::SetUp();
    }
    void openProject() {
        dropFiles(window.get(), {400, 300}, {project()});
        ASSERT_TRUE(reaches(RunState::Finished));
        ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == kImages; }));
    }
};

TEST_F(TroubleScreenshots, ImagesGone) {
    fs::rename(photos().toStdString(), mine_.filePath(QStringLiteral("elsewhere")).toStdString());
    openProject();
    shoot(QStringLiteral("images not found"));
}

TEST_F(TroubleScreenshots, OpenElsewhere) {
    const auto other = std::make_unique<Project>(Project::open(project().toStdString()));
    openProject();
    shoot(QStringLiteral("open elsewhere"));
}

TEST_F(TroubleScreenshots, NotSaved) {
    openProject();
    fs::rename(project().toStdString(), mine_.filePath(QStringLiteral("gone.zscape")).toStdString());
    std::ofstream(project().toStdString()) << "a file where the project was";
    bridge->session().save(project().toStdString());
    ASSERT_TRUE(until([&] { return plane()->strip()->isVisible() && plane()->strip()->tone() == Tone::Bad; }));
    shoot(QStringLiteral("not saved"));
}

TEST_F(TroubleScreenshots, DamagedWeights) {
    for (const auto& entry : fs::recursive_directory_iterator(project().toStdString()))
        if (entry.path().extension() == ".safetensors") fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    dropFiles(window.get(), {400, 300}, {project()});
    ASSERT_TRUE(until([&] { return bridge->images() != nullptr; }));
    shoot(QStringLiteral("damaged"));
}

}  // namespace
}  // namespace zscape
