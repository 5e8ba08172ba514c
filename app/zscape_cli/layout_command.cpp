#include "app/zscape_cli/layout_command.h"

#include "app/zscape_cli/encoded_images.h"
#include "app/zscape_cli/image_columns.h"
#include "app/zscape_cli/interruption.h"
#include "app/zscape_cli/output.h"
#include "engine/analysis/layout/layout_quality.h"
#include "engine/analysis/projection.h"
#include "engine/core/paths.h"
#include "engine/core/work_counter.h"

#include <chrono>
#include <memory>

namespace zscape {
namespace {

constexpr int64_t kIterationsAtOnce = 5;
constexpr int kVoters = 10;

double secondsSince(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

LayoutSettings settingsFrom(const LayoutOptions& options) {
    LayoutSettings settings;
    settings.kind = layoutKindFrom(options.method);
    settings.axes = {options.axes[0], options.axes[1]};
    settings.perplexity = options.perplexity;
    settings.neighbours = options.neighbours;
    settings.minDistance = options.minDistance;
    settings.seed = options.seed;
    settings.iterations = options.iterations;
    settings.exaggeration = options.exaggeration;
    settings.exaggerated = options.exaggerated;
    settings.threads = options.threads;
    return settings;
}

void finish(Projector& projector, const ProgressSink& progress, const std::stop_token& stop) {
    WorkCounter iterations("Laying out, iteration", projector.total(), progress);
    while (projector.iteration() < projector.total()) {
        projector.advance(stop, kIterationsAtOnce);
        if (stop.stop_requested()) throw Cancelled();
        iterations.tell(projector.iteration());
    }
}

void report(const Layout& layout, int64_t dimensions, double seconds, std::optional<double> loss,
            std::optional<double> accuracy, Output& output) {
    const LayoutSettings& settings = layout.settings;
    Json line{{"event", "layout"},
              {"method", layoutName(settings.kind)},
              {"images", layout.images()},
              {"dimensions", dimensions},
              {"seconds", seconds}};
    Terms shown;
    if (settings.kind == LayoutKind::Axes) line["axes"] = {settings.axes.first, settings.axes.second};
    if (settings.kind == LayoutKind::Pca) {
        line["explained"] = layout.explained;
        double share = 0;
        for (const double of : layout.explained) share += of;
        shown.emplace_back("explained variance", share);
    }
    if (loss) {
        const bool tsne = settings.kind == LayoutKind::Tsne;
        line["iterations"] = layout.iteration;
        if (tsne) line["perplexity"] = settings.perplexity;
        else line["neighbours"] = settings.neighbours;
        setNumber(line, tsne ? "kl" : "cross_entropy", *loss);
        shown.emplace_back(tsne ? "KL" : "cross-entropy", *loss);
    }
    line["knn_accuracy"] = accuracy ? Json(*accuracy) : Json(nullptr);
    output.line(line);
    if (accuracy) shown.emplace_back("10-NN accuracy", *accuracy);
    output.say("laid out in " + clockText(seconds) + (shown.empty() ? "" : ": " + termsText(shown)));
}

}  // namespace

int runLayout(const ProjectRun& project, const std::string& data, const std::string& label,
              const std::optional<std::string>& where, const LayoutOptions& options, const std::string& out,
              Output& output) {
    const std::string extension = extensionOf(out);
    if (extension != ".npy" && extension != ".csv")
        throw Error("usage.out", "--out must end in .npy or .csv; %1 does not.", {displayName(out)});
    const LayoutSettings settings = settingsFrom(options);
    const std::optional<RowCondition> condition = conditionFrom(where);
    return runInterruptibly([&](std::stop_token stop) {
        TrainedModel model = openWithLabel(project, label, output);
        const auto [images, indices, codes] =
            encodeChosen(model, imagesAt(model, data, output, stop), condition, output, stop);
        const auto begin = std::chrono::steady_clock::now();
        const std::unique_ptr<Projector> projector =
            makeProjector({codes.values, codes.rows, codes.columns}, settings, nullptr, stop, output.sink());
        if (const auto remark = projector->remark()) output.warn(remark->sentence());
        finish(*projector, output.sink(), stop);
        const double seconds = secondsSince(begin);

        const Layout layout = projector->layout();
        const FloatMatrix places{layout.images(), 2, layout.xy};
        if (extension == ".npy") {
            writeNpy(out, places);
        } else {
            const ImageColumns columns = describe(*images, indices, {"x", "y"});
            writeCsv(out, columns.header, places, columns.texts);
        }
        ThreadTeam team(options.threads);
        report(layout, codes.columns, seconds, projector->loss(),
               neighbourAccuracy(layout.xy, labelsOf(*images, indices), kVoters, team, stop), output);
        output.say(countText(layout.images()) + " places in " + displayName(out));
        return 0;
    });
}

}  // namespace zscape
