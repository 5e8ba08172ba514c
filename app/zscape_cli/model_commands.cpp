#include "app/zscape_cli/model_commands.h"

#include "app/zscape_cli/encoded_images.h"
#include "app/zscape_cli/image_columns.h"
#include "app/zscape_cli/interruption.h"
#include "app/zscape_cli/output.h"
#include "app/zscape_cli/picture_files.h"
#include "app/zscape_cli/reconstruction_files.h"
#include "engine/core/atomic_file.h"
#include "engine/core/paths.h"
#include "engine/core/walk_film.h"
#include "engine/data/arrays.h"
#include "engine/data/picture_writers.h"
#include "engine/data/value_file.h"
#include "engine/data/walk_writer.h"
#include "engine/session/session.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <memory>
#include <numeric>

namespace zscape {

namespace {

constexpr uint64_t kSampleSeed = 1;
constexpr int64_t kPicturesAtOnce = 1024;
constexpr int64_t kMostInSheet = 10'000;
constexpr int kStripSteps = 9;

FloatMatrix codesFrom(const std::string& text) {
    FloatMatrix codes{1, 0, {}};
    const char* at = text.data();
    const char* end = text.data() + text.size();
    while (at < end) {
        while (at < end && (*at == ' ' || *at == '+')) ++at;
        float value = 0;
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc() || (next != end && *next != ',' && *next != ' ')) {
            throw Error("usage.z",
                        "--z takes numbers with commas between them, such as \"0.1,-1.2\"; \"%1\" is something else.",
                        {text});
        }
        codes.values.push_back(value);
        at = std::find(next, end, ',');
        if (at < end) ++at;
    }
    codes.columns = static_cast<int64_t>(codes.values.size());
    return codes;
}

std::vector<int64_t> indicesFrom(int64_t begin, int64_t end) {
    std::vector<int64_t> indices(static_cast<size_t>(end - begin));
    std::iota(indices.begin(), indices.end(), begin);
    return indices;
}

void wrote(Output& output, const std::string& what, const std::filesystem::path& out) {
    output.say(what + " in " + displayName(out));
}

/// "1.25 0.00 3.10", all of them: a dimension that is left out may be the one that died
std::string numbersText(const std::vector<double>& numbers) {
    std::string text;
    for (const double number : numbers) {
        char shown[32];
        std::snprintf(shown, sizeof shown, "%.2f", number);
        text += (text.empty() ? "" : " ") + std::string(shown);
    }
    return text;
}

Side sideFrom(const std::string& split) {
    return split == "train" ? Side::Train : split == "test" ? Side::Test : Side::HeldOut;
}

/// The images to measure on: a side of the run's own split; of other data a side of theirs where they have one, or all.
TrainedModel::Selection chosenImages(const TrainedModel& model, const std::string& data, const std::string& split,
                                     Output& output, std::stop_token stop) {
    if (data.empty()) {
        TrainedModel::Selection chosen = model.side(sideFrom(split), output.sink(), stop);
        if (chosen.indices.empty() && split == "test")
            throw Error("evaluate.side",
                        "The run has no test images: its data have no split of their own with both val and test. "
                        "Measure its held-out images, or name others with --data.");
        if (chosen.indices.empty())
            throw Error("evaluate.side", "The run has no %1 images. Name others with --data.",
                        {split == "train" ? "training" : "held-out"});
        return chosen;
    }
    TrainedModel::Selection chosen;
    chosen.images = model.import({data}, output.sink(), stop);
    const bool own = chosen.images->hasOwnSplit();
    if (!split.empty() && !own)
        throw Error("evaluate.side",
                    "%1 has no split of its own, so that there is no --split %2 to measure. Leave --split out to "
                    "measure all of its images.",
                    {displayName(data), split});
    for (int64_t i = 0; i < chosen.images->count(); ++i)
        if (!own || chosen.images->ownSideOf(i) == sideFrom(split)) chosen.indices.push_back(i);
    if (chosen.indices.empty())
        throw Error("evaluate.side",
                    "%1 has no images on that side of its split. Leave --split out, or name another side.",
                    {displayName(data)});
    return chosen;
}

TrainedModel openModel(const ProjectRun& project, Output& output) {
    TrainedModel model = openChosen(project);
    if (model.lost()) output.warn(model.lost()->sentence());
    return model;
}

/// Rows `begin` to `begin` + `count`.
FloatMatrix rowsOf(const FloatMatrix& matrix, int64_t begin, int64_t count) {
    const auto first = matrix.values.begin() + begin * matrix.columns;
    return {count, matrix.columns, {first, first + count * matrix.columns}};
}

/// The pictures of codes into PNG, or in the values of the run's files. \return ", uint16, 412..3,911," of those
/// `labels`: one for each code, or none
std::string writeDecoded(TrainedModel& model, const FloatMatrix& codes, const std::vector<int64_t>& labels,
                         const std::string& out, Output& output, std::stop_token stop) {
    if (!isValueFileName(out)) {
        writePictures(out, model.decode(codes, output.sink(), stop, labels));
        return {};
    }
    const std::vector<ValueScale> scales(static_cast<size_t>(codes.rows), model.valueScale());
    ValueFile file(out, {model.spec().shape.size, model.spec().shape.channels, scales});
    for (int64_t begin = 0; begin < codes.rows; begin += kPicturesAtOnce) {
        const int64_t count = std::min<int64_t>(codes.rows - begin, kPicturesAtOnce);
        const std::vector<int64_t> some =
            labels.empty() ? labels : std::vector<int64_t>(labels.begin() + begin, labels.begin() + begin + count);
        file.addRows(model.decodeShades(rowsOf(codes, begin, count), {}, stop, some));
        output.sink()({"Decoding", begin + count, codes.rows, -1});
    }
    file.commit();
    return ", " + valuesText(scales) + ",";
}

FilmSettings filmOf(const WalkOptions& options) {
    FilmSettings film;
    // Steps of a film are its frames from A to B.
    film.timing.seconds = options.steps > 0 ? static_cast<double>(options.steps - 1) / kWalkRate : options.seconds;
    film.timing.hold = options.hold;
    film.timing.play = options.play == "once"   ? WalkPlay::Once
                       : options.play == "loop" ? WalkPlay::Loop
                                                : WalkPlay::ToAndFro;
    film.timing.pace = options.pace == "eased" ? WalkPace::Eased : WalkPace::Even;
    film.scale = std::max(1, options.scale);
    film.smooth = options.pixels == "smooth";
    return film;
}

std::vector<double> placesOfFilm(const FilmSettings& film) {
    std::vector<double> places;
    for (int stop = 0; stop < walkStops(film.timing); ++stop) places.push_back(walkStopPlace(film.timing, stop));
    return places;
}

std::vector<double> placesOfStrip(const WalkOptions& options) {
    const int steps = options.steps > 0 ? options.steps : kStripSteps;
    std::vector<double> places;
    for (int step = 0; step < steps; ++step) places.push_back(static_cast<double>(step) / (steps - 1));
    return places;
}

/// \param places of the way from `first` (0) to `second` (1)
std::vector<Picture> picturesAt(TrainedModel& model, const std::string& first, const std::string& second,
                                const std::vector<double>& places, const std::string& path, Output& output,
                                std::stop_token stop) {
    if (path == "pixel") {
        const Picture a = model.readPictureFor(first), b = model.readPictureFor(second);
        std::vector<Picture> pictures;
        for (const double place : places) pictures.push_back(pictureBetween(a, b, place));
        return pictures;
    }
    const std::vector<float> a = model.encodeFile(first), b = model.encodeFile(second);
    FloatMatrix codes{static_cast<int64_t>(places.size()), model.latentDimensions(), {}};
    for (const double place : places) {
        const std::vector<float> z = codeBetween(a, b, place, path == "slerp" ? PathKind::Slerp : PathKind::Linear);
        codes.values.insert(codes.values.end(), z.begin(), z.end());
    }
    return model.decode(codes, output.sink(), std::move(stop));
}

}  // namespace

TrainedModel openChosen(const ProjectRun& project) {
    const int64_t run = Project::openForReading(project.folder).runCalled(project.run);
    return TrainedModel::open(project.folder, run,
                              project.weights == "best" ? StoredWeights::Best : StoredWeights::Last);
}

TrainedModel openWithLabel(const ProjectRun& project, const std::string& label, Output& output) {
    TrainedModel model = openModel(project, output);
    if (!label.empty()) model.useLabel(label);
    return model;
}

int runEvaluate(const ProjectRun& project, const std::string& data, const std::string& split, int64_t nllSamples,
                Output& output) {
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openModel(project, output);
        const TrainedModel::Selection chosen = chosenImages(model, data, split, output, stop);
        const Evaluation evaluation = model.evaluate(*chosen.images, chosen.indices, nllSamples, output.sink(), stop);
        if (evaluation.notMeasured) output.warn(evaluation.notMeasured->sentence());
        output.line(evaluationLine(evaluation));
        output.say(countText(evaluation.images) +
                   (!data.empty()      ? ""
                    : split == "train" ? " training"
                    : split == "test"  ? " test"
                                       : " held-out") +
                   " images: " + termsText(evaluation.terms));
        output.say("active units " + std::to_string(evaluation.activeUnits) + " of " +
                   std::to_string(model.latentDimensions()) + ", " +
                   termsText({{"mutual information", evaluation.mutualInformation}}));
        output.say(termsText({{"PSNR in dB", evaluation.psnr}, {"SSIM", evaluation.ssim}}));
        output.say(termsText({{"decoder sensitivity to z", evaluation.decoderSensitivity}}) + ", " +
                   termsText({{"shuffled-z gap", evaluation.shuffledCodeGap}}) + " " + evaluation.gapUnit);
        if (evaluation.ownFrechet)
            output.say(termsText({{"Fréchet distance of samples", *evaluation.ownFrechet}}) + " (" +
                       evaluation.ownFeatures + ")");
        if (!evaluation.klPerDimension.empty())
            output.say("KL per dimension in nats, against the prior: " + numbersText(evaluation.klPerDimension));
        if (evaluation.labels)
            output.say(termsText({{"linear probe to the label: accuracy", evaluation.labels->accuracy},
                                  {"guessing", evaluation.labels->majority}}));
        if (evaluation.factors)
            output.say(termsText({{"MIG", evaluation.factors->mig},
                                  {"SAP", evaluation.factors->sap},
                                  {"DCI", evaluation.factors->dci},
                                  {"FactorVAE", evaluation.factors->factorVae}}));
        if (evaluation.nll)
            output.say(termsText({{"-log p(x)", *evaluation.nll}}) + " nats, from " + countText(evaluation.nllSamples) +
                       " samples an image");
        return 0;
    });
}

int runEncode(const ProjectRun& project, const std::string& data, const std::string& label,
              const std::optional<std::string>& where, const std::string& out, Output& output) {
    const std::string extension = extensionOf(out);
    if (extension != ".npy" && extension != ".csv")
        throw Error("usage.out", "--out must end in .npy or .csv; %1 does not.", {displayName(out)});
    const std::optional<RowCondition> condition = conditionFrom(where);
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        const auto [images, indices, codes] =
            encodeChosen(model, model.import({data}, output.sink(), stop), condition, output, stop);
        if (extension == ".npy") {
            writeNpy(out, codes);
        } else {
            const ImageColumns table = describe(*images, indices, codeHeadings(codes.columns));
            writeCsv(out, table.header, codes, table.texts);
        }
        wrote(output, countText(codes.rows) + " codes of " + std::to_string(codes.columns) + " dimensions", out);
        return 0;
    });
}

int runDecode(const ProjectRun& project, const std::string& z, const std::string& file, const std::string& label,
              const std::string& out, Output& output) {
    return runInterruptibly([&](std::stop_token stop) {
        const FloatMatrix codes = file.empty() ? codesFrom(z) : readNpyMatrix(file);
        TrainedModel model = openWithLabel(project, label, output);
        if (codes.rows == 0) throw Error("usage.codes", "%1 holds no codes.", {displayName(file)});
        const std::string values = writeDecoded(model, codes, {}, out, output, stop);
        wrote(output, countText(codes.rows) + (codes.rows == 1 ? " picture" : " pictures") + values, out);
        return 0;
    });
}

int runReconstruct(const ProjectRun& project, const std::string& data, const std::string& label, const std::string& out,
                   Output& output) {
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        const auto images = model.import({data}, output.sink(), stop);
        const std::unique_ptr<ReconstructionSink> sink = reconstructionSinkFor(out, *images, output, stop);
        FloatMatrix quality{images->count(), 1, {}};
        for (int64_t begin = 0; begin < images->count(); begin += kPicturesAtOnce) {
            const std::vector<int64_t> some =
                indicesFrom(begin, std::min<int64_t>(images->count(), begin + kPicturesAtOnce));
            const Reconstructions made = model.reconstruct(*images, some, {}, stop, sink->wanted());
            for (const double decibels : made.psnr) quality.values.push_back(static_cast<float>(decibels));
            sink->add(some, made);
            output.sink()({"Reconstructing", some.back() + 1, images->count(), -1});
        }
        const std::string values = sink->finish(quality);
        const double mean =
            std::accumulate(quality.values.begin(), quality.values.end(), 0.0) / static_cast<double>(quality.rows);
        wrote(output,
              countText(quality.rows) + " reconstructions, " + termsText({{"PSNR", mean}}) + " dB," +
                  (values.empty() ? "" : " " + values + ","),
              out);
        return 0;
    });
}

int runInterpolate(const ProjectRun& project, const std::string& first, const std::string& second,
                   const WalkOptions& options, const std::string& label, const std::string& out, Output& output) {
    const bool film = isFilmFile(out);
    if (!film && extensionOf(out) != ".png")
        throw Error("usage.out", "--out must end in .png, .gif or .mp4; %1 does not.", {displayName(out)});
    FilmSettings settings = filmOf(options);
    if (film) requireFilm(settings);
    const std::vector<double> places = film ? placesOfFilm(settings) : placesOfStrip(options);
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        const std::vector<Picture> pictures = picturesAt(model, first, second, places, options.path, output, stop);
        if (!film) {
            writePng(out, tile(pictures, static_cast<int>(pictures.size())));
            wrote(output, std::to_string(pictures.size()) + " steps", out);
            return 0;
        }
        if (options.scale == 0) settings.scale = filmScaleFor(pictures.front().width);
        if (const auto warning = writeWalk(out, settings, pictures, output.sink(), stop))
            output.warn(warning->sentence());
        wrote(output,
              std::to_string(walkFrames(settings.timing)) + " frames at " + std::to_string(kWalkRate) + " a second",
              out);
        return 0;
    });
}

namespace {

/// A row for each picture: itself, then its completions.
int sampleCompletions(TrainedModel& model, const std::string& data, int64_t count, const std::string& out,
                      Output& output, std::stop_token stop) {
    if (!isPngName(out))
        throw Error("usage.out", "With --data, --out must end in .png; %1 does not.", {displayName(out)});
    const auto images = model.import({data}, output.sink(), stop);
    if (images->count() > kMostInSheet / (count + 1))
        throw Error(
            "usage.out",
            "%1 images with %2 completions each are too many for one sheet (%3 pictures at most). Name fewer images.",
            {countText(images->count()), countText(count), countText(kMostInSheet)});
    const std::vector<int64_t> all = indicesFrom(0, images->count());
    const std::vector<Picture> drawn = model.complete(*images, all, count, kSampleSeed, stop);
    std::vector<Picture> grid;
    for (size_t row = 0; row < all.size(); ++row) {
        grid.push_back(images->picture(all[row]));
        const auto first = drawn.begin() + static_cast<std::ptrdiff_t>(row) * count;
        grid.insert(grid.end(), first, first + count);
    }
    writePng(out, tile(grid, static_cast<int>(count) + 1));
    wrote(output,
          countText(count) + (count == 1 ? " completion" : " completions") + " each of " + countText(images->count()) +
              (images->count() == 1 ? " image" : " images"),
          out);
    return 0;
}

}  // namespace

int runSample(const ProjectRun& project, const std::string& data, int64_t count, const std::string& label,
              const std::string& out, Output& output) {
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        if (!data.empty()) return sampleCompletions(model, data, count, out, output, stop);
        if (!model.hasVariance()) {
            output.warn(
                "The recipe " + model.spec().recipe.name +
                " has no prior to draw from: codes are drawn from a Gaussian fitted to those of its training images.");
        }
        if (isValueFileName(out)) model.valueScale();  // says why not before anything is computed
        const std::string values = writeDecoded(model, model.sampleCodes(count, kSampleSeed, output.sink(), stop),
                                                model.labelsInTurn(count), out, output, stop);
        wrote(output, countText(count) + (count == 1 ? " sample" : " samples") + values, out);
        return 0;
    });
}

int runSwapLabels(const ProjectRun& project, const std::string& data, const std::string& label, int64_t count,
                  const std::string& out, Output& output) {
    if (!isPngName(out)) throw Error("usage.out", "--out must end in .png; %1 does not.", {displayName(out)});
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        const std::vector<std::string>& names = model.spec().shape.labelNames;
        if (!model.spec().conditional())
            throw Error("label.unread",
                        "The recipe %1 reads no labels, so that there are none to swap. Train the recipe cvae.",
                        {model.spec().recipe.name});
        const auto images = model.import({data}, output.sink(), stop);
        const std::vector<int64_t> some = indicesFrom(0, std::min(images->count(), count));
        const std::vector<std::vector<Picture>> byLabel = model.swapLabels(*images, some, output.sink(), stop);
        std::vector<Picture> grid;
        for (size_t row = 0; row < some.size(); ++row) {
            grid.push_back(images->picture(some[row]));
            for (const auto& pictures : byLabel) grid.push_back(pictures[row]);
        }
        writePng(out, tile(grid, static_cast<int>(names.size()) + 1));
        wrote(output,
              countText(static_cast<int64_t>(some.size())) + " images, each with " + std::to_string(names.size()) +
                  " labels,",
              out);
        return 0;
    });
}

}  // namespace zscape
