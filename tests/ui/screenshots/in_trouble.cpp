// Projects that cannot simply be opened or saved.
#include "tests/ui/screenshots/album.h"
#include "tests/ui/window/full_disk.h"
#include "tests/ui/window/trouble_fixture.h"

#include "engine/project/project.h"
#include "ui/widgets/message_strip.h"

namespace zscape {
namespace {

class TroubleScreenshots : public TroubleFixture<Screenshots> {
protected:
    void openToTheEnd() {
        openProject();
        ASSERT_TRUE(until([&] { return plane()->points().cloud().placed() == bridge->codes()->count; }));
    }
    bool strip(Tone tone) {
        return until([&] { return plane()->strip()->isVisible() && plane()->strip()->tone() == tone; });
    }
};

TEST_F(TroubleScreenshots, ImagesGone) {
    makeProject(12);
    moveImages();
    openToTheEnd();
    shoot(QStringLiteral("images not found"));
}

TEST_F(TroubleScreenshots, OpenElsewhere) {
    makeProject(12);
    const auto other = std::make_unique<Project>(Project::open(project().toStdString()));
    openToTheEnd();
    shoot(QStringLiteral("open elsewhere"));
}

TEST_F(TroubleScreenshots, FullDisk) {
    makeProject(12);
    openToTheEnd();
    const FullDisk full;
    bridge->session().train(10000);
    ASSERT_TRUE(until([&] { return bridge->info()->step > bridge->info()->savedStep + 20; }));
    press(Qt::Key_S, Qt::ControlModifier);
    ASSERT_TRUE(strip(Tone::Bad));
    shoot(QStringLiteral("disk full"), true);
}

TEST_F(TroubleScreenshots, DamagedWeights) {
    makeProject(12, 10, 2);
    damageNewestWeights();
    openToTheEnd();
    shoot(QStringLiteral("damaged"));
}

TEST_F(TroubleScreenshots, AllWeightsDamaged) {
    makeProject(12);
    damageNewestWeights();
    dropFiles(window.get(), {400, 300}, {project()});
    ASSERT_TRUE(until([&] { return bridge->state() == RunState::Empty && window->isVisible(); }));
    shoot(QStringLiteral("all damaged"));
}

TEST_F(TroubleScreenshots, NewLabels) {
    makeProject(40, 7);
    addLabels(7);
    openToTheEnd();
    ASSERT_TRUE(strip(Tone::Info));
    shoot(QStringLiteral("new labels"));
}

TEST_F(TroubleScreenshots, Stopped) {
    openDigits();
    bridge->session().train(100);
    ASSERT_TRUE(until([&] { return bridge->info()->step >= 50; }));
    bridge->session().stop();
    ASSERT_TRUE(reaches(RunState::Finished));
    shoot(QStringLiteral("stopped"));
}

}  // namespace
}  // namespace zscape
