#include "tests/engine/session/session_fixture.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace zscape {
namespace {

using How = event::JobEnded::How;

struct SessionImport : testing::SessionFixture {
    std::shared_ptr<const Imported> imported(JobId id) {
        const auto end = ended(id);
        EXPECT_EQ(end.how, How::Done) << end.reason.sentence();
        return session->importedBy(id);
    }
};

TEST_F(SessionImport, ReadsForThePageAndTheRunKnowsNothingOfIt) {
    loadShapes(64);
    const auto before = session->images();
    const JobId id = session->readForImport(greyPhotos(folder / "photos", 40), 0.25);
    EXPECT_EQ(session->importedBy(id + 1000), nullptr);
    const auto found = imported(id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->images->count(), 40);
    EXPECT_EQ(found->split->train.size(), 30u);
    EXPECT_EQ(found->split->heldOut.size(), 10u);
    ASSERT_EQ(found->counts.size(), 1u) << "no labels: all in the last";
    EXPECT_EQ(found->counts.back(), (std::array<int64_t, 3>{30, 10, 0}));
    EXPECT_EQ(found->shape, Imported::Shape::AsTheyAre) << "16 x 16 already";
    EXPECT_FALSE(found->transparent);
    EXPECT_FALSE(found->ownSplit);
    EXPECT_EQ(session->importPreview(id), nullptr) << "gone with the job";
    EXPECT_EQ(session->images(), before);
    EXPECT_EQ(session->state(), RunState::Ready);
    // What is said is what loading it makes: the same set, the same split, from the cache.
    RunConfig config = small();
    config.overrides["heldout_fraction"] = 0.25;
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(found->request))) << lastReason.sentence();
    EXPECT_EQ(session->images()->fingerprint(), found->images->fingerprint());
    EXPECT_EQ(session->split()->heldOut, found->split->heldOut);
    EXPECT_EQ(session->images()->size(), 16);
    ASSERT_TRUE(session->importSettings());
    EXPECT_EQ(session->importSettings()->size, 16);
}

TEST_F(SessionImport, SaysWhatBecomesOfLargerPicturesAndOfTransparentOnes) {
    writePng(folder / "wide.png", {40, 20, 3, std::vector<uint8_t>(2400, 90)});
    writePng(folder / "high.png", {20, 40, 3, std::vector<uint8_t>(2400, 190)});
    const auto oblong =
        imported(session->readForImport({{(folder / "wide.png").string(), (folder / "high.png").string()}, {}}, 0.5));
    ASSERT_TRUE(oblong);
    EXPECT_EQ(oblong->shape, Imported::Shape::Oblong);
    std::filesystem::create_directory(folder / "square");
    for (int i = 0; i < 3; ++i)
        writePng(folder / "square" / (std::to_string(i) + ".png"),
                 {32, 32, 1, std::vector<uint8_t>(1024, static_cast<uint8_t>(i))});
    ImportRequest smaller{{(folder / "square").string()}, {}};
    smaller.settings.size = 16;
    const auto square = imported(session->readForImport(smaller, 0.5));
    ASSERT_TRUE(square);
    EXPECT_EQ(square->shape, Imported::Shape::Square);
}

TEST_F(SessionImport, ArrangesWithoutReadingAndWithAnotherShare) {
    const auto base = imported(session->readForImport(greyPhotos(folder / "photos", 40), 0.1));
    ASSERT_TRUE(base);
    EXPECT_EQ(base->split->heldOut.size(), 4u);
    std::filesystem::remove_all(folder / "photos");  // nothing can be decoded any more
    const auto half = imported(session->arrangeForImport(base, base->request.settings, 0.5));
    ASSERT_TRUE(half);
    EXPECT_EQ(half->split->heldOut.size(), 20u);
    EXPECT_EQ(half->images->picture(39), base->images->picture(39));
    EXPECT_EQ(base->split->heldOut.size(), 4u) << "what was found stays as it was";
}

/// A tar of one file.
void writeTar(const std::filesystem::path& file, const std::string& name, const std::string& content) {
    std::string header(512, '\0');
    header.replace(0, name.size(), name);
    header.replace(100, 7, "0000644");
    char octal[12];
    std::snprintf(octal, sizeof octal, "%011o", static_cast<unsigned>(content.size()));
    header.replace(124, 11, octal);
    header.replace(148, 8, 8, ' ');
    header[156] = '0';
    header.replace(257, 5, "ustar");
    header.replace(263, 2, "00");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::snprintf(octal, sizeof octal, "%06o", sum);
    header.replace(148, 6, octal);
    header[154] = '\0';
    const size_t full = (content.size() + 511) / 512 * 512;
    std::ofstream(file, std::ios::binary) << header << content << std::string(full - content.size() + 1024, '\0');
}

TEST_F(SessionImport, ArraysOfAnArchiveStayUnpackedUntilTheirImagesAreUsed) {
    ::setenv("XDG_CACHE_HOME", (folder / "xdg").c_str(), 1);
    const std::shared_ptr<void> restore(nullptr, [](void*) { ::unsetenv("XDG_CACHE_HOME"); });
    const auto unpacked = [this] {
        std::vector<std::filesystem::path> folders;
        for (const auto& entry : std::filesystem::directory_iterator(folder / "xdg/zscape/unpacked"))
            if (entry.is_directory()) folders.push_back(entry.path());
        return folders;
    };
    std::string rows;
    for (int row = 0; row < 40; ++row) {
        rows += std::to_string(row % 2);
        for (int k = 0; k < 256; ++k) rows += "," + std::to_string((row * 5 + k) % 256);
        rows += "\n";
    }
    writeTar(folder / "digits.tar", "train.csv", rows);
    ImportRequest request{{(folder / "digits.tar").string()}, {}};
    // An archive that was written a moment ago is unpacked anew each time.
    std::shared_ptr<const Imported> found;
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    do {
        found = imported(session->readForImport(request, 0.25));
        ASSERT_TRUE(found);
    } while (unpacked().empty() && std::chrono::steady_clock::now() < patience);
    ASSERT_EQ(unpacked().size(), 1u);
    EXPECT_EQ(found->images->count(), 40);
    const auto before = unpacked();
    request.settings.size = 32;
    found = imported(session->readForImport(request, 0.25));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->images->size(), 32);
    EXPECT_EQ(unpacked(), before) << "and was not unpacked again";
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    EXPECT_EQ(session->images()->size(), 32);
    EXPECT_TRUE(unpacked().empty());
}

TEST_F(SessionImport, ShowsPicturesOnTheWayAndCanBeGivenUp) {
    // Noise of 256 x 256 takes a while: enough to see some on the way.
    std::filesystem::create_directory(folder / "many");
    Picture noise{256, 256, 3, std::vector<uint8_t>(256 * 256 * 3)};
    uint32_t state = 1;
    for (uint8_t& value : noise.pixels) value = static_cast<uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    writePng(folder / "many" / "0.png", noise);
    for (int i = 1; i < 400; ++i)
        std::filesystem::create_hard_link(folder / "many" / "0.png", folder / "many" / (std::to_string(i) + ".png"));
    const JobId id = session->readForImport({{(folder / "many").string()}, {}}, 0.1);
    const auto seen = [&] {
        const auto preview = session->importPreview(id);
        return preview && !preview->pictures.empty();
    };
    ASSERT_TRUE(until([&] { return seen() || session->importedBy(id) != nullptr; }));
    if (const auto preview = session->importPreview(id)) {
        EXPECT_EQ(preview->size, 64);
        EXPECT_LE(preview->done, preview->total);
    }
    session->cancel(id);
    const auto end = ended(id);
    EXPECT_TRUE(end.how == How::Cancelled || end.how == How::Done);
    EXPECT_EQ(session->importPreview(id), nullptr);
    EXPECT_EQ(session->importedBy(id) != nullptr, end.how == How::Done);
    EXPECT_EQ(session->state(), RunState::Empty);
}

TEST_F(SessionImport, AFolderWithoutImagesSaysSo) {
    std::filesystem::create_directory(folder / "empty");
    const auto end = ended(session->readForImport({{(folder / "empty").string()}, {}}, 0.1));
    EXPECT_EQ(end.how, How::Failed);
    EXPECT_NE(end.reason.sentence().find("empty"), std::string::npos) << end.reason.sentence();
}

TEST_F(SessionImport, ASideOfTheSplitIsMeasuredAtRest) {
    loadShapes(600);
    trainToTheEnd(1);
    EXPECT_EQ(session->sideMeasured(), nullptr);
    session->measureSide(Side::HeldOut);
    ASSERT_TRUE(until([&] {
        return session->sideMeasured() && session->sideMeasured()->done() && session->sideMeasured()->total > 0;
    }));
    const auto heldOut = session->sideMeasured();
    EXPECT_EQ(heldOut->side, Side::HeldOut);
    EXPECT_EQ(heldOut->total, static_cast<int64_t>(session->split()->heldOut.size()));
    EXPECT_EQ(heldOut->step, session->info()->step);
    ASSERT_FALSE(heldOut->terms.empty());
    EXPECT_EQ(heldOut->terms.front(), "total");
    // One z an image either way: the epoch's own measure of the same images is near.
    const auto metrics = session->metrics();
    const double epoch = metrics->heldOut.at(metrics->heldOut.size() - 1, RunMetrics::kFixedColumns);
    EXPECT_NEAR(heldOut->values.front(), epoch, 0.05 * std::abs(epoch));
    // There are no test images: a measure of nothing is done at once.
    session->measureSide(Side::Test);
    ASSERT_TRUE(until([&] { return session->sideMeasured() && session->sideMeasured()->side == Side::Test; }));
    EXPECT_EQ(session->sideMeasured()->total, 0);
    session->measureSide(Side::Train);
    ASSERT_TRUE(until([&] { return session->sideMeasured()->side == Side::Train && session->sideMeasured()->done(); }));
    EXPECT_EQ(session->sideMeasured()->total, static_cast<int64_t>(session->split()->train.size()));
    // Another model has no measure.
    ASSERT_TRUE(done(session->configure(small())));
    EXPECT_EQ(session->sideMeasured(), nullptr);
}

TEST_F(SessionImport, ATrainingWhoseDecodedImagesAreCutOffFailsWithASentence) {
    loadShapes();
    ASSERT_TRUE(done(session->train(100000)));
    ASSERT_TRUE(until([&] { return !log.of<event::EpochFinished>().empty(); }));
    for (const auto& entry : std::filesystem::directory_iterator(folder / "cache" / "images"))
        if (entry.path().extension() == ".zimg") std::filesystem::resize_file(entry.path(), 5000);
    ASSERT_TRUE(untilState(RunState::Failed));
    ASSERT_TRUE(until([&] { return !log.of<event::RunFailed>().empty(); }));
    EXPECT_EQ(log.of<event::RunFailed>().front().reason.code, "cache.cut-off");
    EXPECT_TRUE(session->images()->picture(0).empty()) << "nothing is shown in place of a picture";
    ASSERT_TRUE(done(session->load(shapes()))) << lastReason.sentence();
    const auto images = session->images();
    EXPECT_TRUE(images->isIntact());
    const auto& remarks = images->importReport().remarks;
    ASSERT_EQ(remarks.size(), 1u);
    EXPECT_EQ(remarks.front().code, "cache.damaged");
}

}  // namespace
}  // namespace zscape
