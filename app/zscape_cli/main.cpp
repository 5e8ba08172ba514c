#include "app/zscape_cli/output.h"
#include "app/zscape_cli/recipes_command.h"
#include "app/zscape_cli/verbs.h"
#include "engine/core/interrupt_pipe.h"
#include "engine/core/openmp_patience.h"
#include "engine/core/run_limits.h"
#include "engine/core/setting.h"
#include "engine/core/walk_film.h"
#include "engine/session/version.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>
#include <string_view>

namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

/// What the command line says; each command reads its own part.
struct Arguments {
    zscape::TrainOptions train;
    zscape::ProjectRun project;
    std::string data;
    std::string split;
    std::string out;
    std::string z;
    std::string zFile;
    std::string first;
    std::string second;
    zscape::WalkOptions walk;
    zscape::LayoutOptions layout;
    zscape::ClusterOptions cluster;
    int64_t count = 0;
    int64_t nllSamples = 0;
    std::string label;
    std::optional<std::string> where;
    std::string experiment;
    zscape::ReproduceOptions reproduce;
    bool json = false;
};

using Command = std::function<int(const Arguments&, zscape::Output&)>;

constexpr const char* kRunHelp =
    "Which of the project's runs, by number or name as runs lists them; without it the one that was saved last";
constexpr const char* kDataHelp =
    "A folder of images (sub-folders are labels), a zip or tar of them, an IDX file, CIFAR binary files, an .npy, "
    ".npz or HDF5 array, a CSV file of pixels, sample:digits or sample:shapes";

constexpr const char* kPicturesOutHelp =
    "FILE.png, or a folder for one file each; FILE.tif or FILE.npy: in the values of the run's files (16 bits, "
    "floating point, ...), a page or a row each";

void addTrain(CLI::App& app, Arguments& arguments, Command& chosen) {
    CLI::App* train = app.add_subcommand("train", "Train a recipe on images, into a project");
    zscape::TrainOptions& options = arguments.train;
    CLI::Option* data = train->add_option("DATA", options.data, kDataHelp);
    CLI::Option* recipe = train->add_option("--recipe", options.recipe, "The model's recipe; see: zscape-cli recipes");
    train->add_option("--project", options.project, "The project's folder, made where it is missing")->required();
    train
        ->add_option(
            "--set", options.sets,
            "key=value: a setting of the recipe or of the import (size, channels, axes, range, colours, fit, labels, "
            "split, ...); "
            "fit=tiles cuts large pictures (tile_scale, tile_overlap, tile_empty)")
        ->allow_extra_args(false)
        ->take_all();
    CLI::Option* epochs = train->add_option("--epochs", options.epochs, "How many epochs the run has")
                              ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000}));
    train->add_option("--steps", options.steps, "How many steps the run has")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000'000}))
        ->excludes(epochs);
    train->add_option("--seed", options.seed, "Seed of weights, order and noise (1)");
    train->add_option("--heldout", options.heldOut, "Images to measure on; without it some are split off");
    train->add_option("--device", options.device, "auto, cpu or cuda")->check(CLI::IsMember({"auto", "cpu", "cuda"}));
    train->add_option("--precision", options.precision, "auto, fp32 or bf16")
        ->check(CLI::IsMember({"auto", "fp32", "bf16"}));
    train->add_option("--threads", options.threads, "Threads that compute; 0: one for each core")
        ->check(CLI::Range(0, zscape::kMostThreads));
    CLI::Option* resume = train->add_flag("--resume", options.resume, "Go on from the project's last saved step");
    train->add_flag("--new", options.startNew, "Begin another run in a project that holds a trained one")
        ->excludes(resume);
    train->add_option("--run", options.run, kRunHelp)->needs(resume);
    train->add_flag("--json", arguments.json, "JSON lines on standard output");
    train->callback([data, recipe, &options, &chosen] {
        if (!options.resume && data->count() == 0) throw CLI::RequiredError("DATA");
        if (!options.resume && recipe->count() == 0) throw CLI::RequiredError("--recipe");
        chosen = [](const Arguments& given, zscape::Output& output) {
            return zscape::verbs().train(given.train, output);
        };
    });
}

CLI::App* addModelCommand(CLI::App& app, const std::string& name, const std::string& sentence, Arguments& arguments,
                          Command& chosen, Command run) {
    CLI::App* command = app.add_subcommand(name, sentence);
    command->add_option("PROJECT", arguments.project.folder, "The project's folder")->required();
    command->add_option("--run", arguments.project.run, kRunHelp);
    command
        ->add_option("--weights", arguments.project.weights,
                     "last, or best: those of the run's best held-out loss since its objective changed last (last)")
        ->check(CLI::IsMember({"last", "best"}));
    command->callback([run = std::move(run), &chosen] { chosen = run; });
    return command;
}

void addLabel(CLI::App& command, Arguments& arguments) {
    command.add_option("--label", arguments.label,
                       "Conditional models: encode and decode with this label instead of an image's own");
}

void addWhere(CLI::App& command, Arguments& arguments) {
    command.add_option(
        "--where", arguments.where,
        "Only images for which this holds: \"label = 'cat' and (z0 > 1.5 or not age <= 30)\". Columns: name, label, "
        "split (train, heldout, test), the tables' attributes (attr.NAME where a name is taken; \"in double quotes\" "
        "where it is not one word), z0, z1, ...; = != < <= > >= and or not ( ) 'text'. A comparison with something "
        "missing does not hold");
}

void addInterpolate(CLI::App& app, Arguments& arguments, Command& chosen) {
    CLI::App* interpolate =
        addModelCommand(app, "interpolate", "Walk from one image to another", arguments, chosen,
                        [](const Arguments& given, zscape::Output& output) {
                            return zscape::verbs().interpolate(given.project, given.first, given.second, given.walk,
                                                               given.label, given.out, output);
                        });
    interpolate->add_option("A", arguments.first, "An image file")->required();
    interpolate->add_option("B", arguments.second, "Another")->required();
    zscape::WalkOptions& walk = arguments.walk;
    CLI::Option* steps =
        interpolate
            ->add_option("--steps", walk.steps,
                         "Pictures from A to B, both included: of a strip (9), or of a film in place of --seconds")
            ->check(CLI::Range(2, 10'000));
    interpolate->add_option("--path", walk.path, "linear, slerp, or pixel for a plain fade (linear)")
        ->check(CLI::IsMember({"linear", "slerp", "pixel"}));
    interpolate
        ->add_option("--seconds", walk.seconds, "Films: from A to B (3), at 30 frames a second; 600 frames at most")
        ->excludes(steps);
    interpolate->add_option("--hold", walk.hold, "Films: for how many seconds A and B are held (0.5)");
    interpolate->add_option("--play", walk.play, "Films: once, loop, or to-and-fro (to-and-fro)")
        ->check(CLI::IsMember({"once", "loop", "to-and-fro"}));
    interpolate->add_option("--pace", walk.pace, "Films: even, or eased: slow at both ends (even)")
        ->check(CLI::IsMember({"even", "eased"}));
    interpolate
        ->add_option("--scale", walk.scale,
                     "Films: how many times as large as the pictures, 1 to 8 (as large as is easily seen)")
        ->check(CLI::Range(1, zscape::kMostFilmScale));
    interpolate->add_option("--pixels", walk.pixels, "Films that are enlarged: exact or smooth (exact)")
        ->check(CLI::IsMember({"exact", "smooth"}));
    interpolate->add_option("--out", arguments.out, "strip.png; or a film: walk.gif or walk.mp4")->required();
    addLabel(*interpolate, arguments);
}

void addLayout(CLI::App& app, Arguments& arguments, Command& chosen) {
    CLI::App* layout =
        addModelCommand(app, "layout", "Lay the codes of images out in the plane: axes, PCA, t-SNE or UMAP", arguments,
                        chosen, [](const Arguments& given, zscape::Output& output) {
                            return zscape::verbs().layout(given.project, given.data, given.label, given.where,
                                                          given.layout, given.out, output);
                        });
    zscape::LayoutOptions& options = arguments.layout;
    layout->add_option("--method", options.method, "axes, pca, tsne or umap (pca)")
        ->check(CLI::IsMember({"axes", "pca", "tsne", "umap"}));
    layout->add_option("--axes", options.axes, "axes: two dimensions of the code (0,1)")->delimiter(',')->expected(2);
    layout->add_option("--data", arguments.data, std::string("Without it the project's images. ") + kDataHelp);
    layout
        ->add_option("--perplexity", options.perplexity,
                     "t-SNE: about how many near images each has (30); its neighbours are three times as many")
        ->check(CLI::Range(1.0, 10'000.0));
    layout
        ->add_option("--neighbours", options.neighbours, "UMAP: how many near images each has, itself among them (15)")
        ->check(CLI::Range(2, 10'000));
    layout->add_option("--min-distance", options.minDistance, "UMAP: how close images may come, 0 to 1 (0.1)")
        ->check(CLI::Range(0.0, 1.0));
    layout->add_option("--seed", options.seed, "UMAP: of what repels (1); nothing else is random");
    layout
        ->add_option("--iterations", options.iterations,
                     "t-SNE and UMAP: in all (0: 750 of t-SNE; of UMAP 500, or 200 above 10,000 images)")
        ->check(CLI::Range(0, 100'000));
    layout
        ->add_option("--exaggeration", options.exaggeration,
                     "t-SNE: how many times as much near images attract at first, 1 to 100 (12)")
        ->check(CLI::Range(1.0, 100.0));
    layout->add_option("--exaggerated", options.exaggerated, "t-SNE: iterations with it, among all (250)")
        ->check(CLI::Range(0, 10'000));
    layout
        ->add_option("--threads", options.threads,
                     "Threads that compute; 0: one for each core. No number changes the result")
        ->check(CLI::Range(0, zscape::kMostThreads));
    layout->add_option("--out", arguments.out, "layout.csv: name, label, x, y; or layout.npy: N x 2")->required();
    layout->add_flag("--json", arguments.json, "JSON lines on standard output");
    addLabel(*layout, arguments);
    addWhere(*layout, arguments);
}

void addCluster(CLI::App& app, Arguments& arguments, Command& chosen) {
    CLI::App* cluster =
        addModelCommand(app, "cluster", "Find groups of images whose codes lie near one another", arguments, chosen,
                        [](const Arguments& given, zscape::Output& output) {
                            return zscape::verbs().cluster(given.project, given.data, given.label, given.where,
                                                           given.cluster, given.out, output);
                        });
    zscape::ClusterOptions& options = arguments.cluster;
    cluster->add_option("--k", options.clusters, "How many clusters, 2 or more")->required();
    cluster
        ->add_option("--method", options.method,
                     "kmeans, or gmm: a mixture of Gaussians, each with a shape of its own (kmeans)")
        ->check(CLI::IsMember({"kmeans", "gmm"}));
    cluster->add_option("--data", arguments.data, std::string("Without it the project's images. ") + kDataHelp);
    cluster->add_option("--seed", options.seed, "Seed of the starts, of which the best one is taken (1)");
    cluster
        ->add_option("--threads", options.threads,
                     "Threads that compute; 0: one for each core. No number changes the result")
        ->check(CLI::Range(0, zscape::kMostThreads));
    cluster
        ->add_option("--out", arguments.out,
                     "clusters.csv: name, label, cluster (0 is the largest), distance from its centre; with gmm the "
                     "responsibility too")
        ->required();
    cluster->add_flag("--json", arguments.json, "JSON lines on standard output");
    addLabel(*cluster, arguments);
    addWhere(*cluster, arguments);
}

void addModelCommands(CLI::App& app, Arguments& arguments, Command& chosen) {
    using zscape::Output;
    CLI::App* evaluate = addModelCommand(
        app, "evaluate", "Measure a trained model", arguments, chosen, [](const Arguments& given, Output& output) {
            return zscape::verbs().evaluate(given.project, given.data, given.split, given.nllSamples, output);
        });
    evaluate->add_option("--data", arguments.data, "Images to measure on; without it those that the run has held out");
    evaluate
        ->add_option(
            "--split", arguments.split,
            "Which side to measure: train, heldout or test (heldout; with --data that have no split of their own: all)")
        ->check(CLI::IsMember({"train", "heldout", "test"}));
    evaluate->add_option("--nll-samples", arguments.nllSamples, "Estimate -log p(x) with so many samples an image")
        ->check(CLI::Range(int64_t{1}, int64_t{10'000'000}));
    evaluate->add_flag("--json", arguments.json, "JSON lines on standard output");

    CLI::App* encode = addModelCommand(
        app, "encode", "Write the codes of images", arguments, chosen, [](const Arguments& given, Output& output) {
            return zscape::verbs().encode(given.project, given.data, given.label, given.where, given.out, output);
        });
    encode->add_option("--data", arguments.data, kDataHelp)->required();
    addWhere(*encode, arguments);
    encode->add_option("--out", arguments.out, "codes.npy or codes.csv")->required();

    CLI::App* decode = addModelCommand(
        app, "decode", "Draw the pictures of codes", arguments, chosen, [](const Arguments& given, Output& output) {
            return zscape::verbs().decode(given.project, given.z, given.zFile, given.label, given.out, output);
        });
    CLI::Option_group* codes = decode->add_option_group("codes", "What to decode");
    codes->add_option("--z", arguments.z, "One code, such as \"0.1,-1.2\"");
    codes->add_option("--z-file", arguments.zFile, "An .npy array, a row for each code");
    codes->require_option(1);
    decode->add_option("--out", arguments.out, kPicturesOutHelp)->required();

    CLI::App* reconstruct = addModelCommand(app, "reconstruct", "Encode images and decode them again", arguments,
                                            chosen, [](const Arguments& given, Output& output) {
                                                return zscape::verbs().reconstruct(given.project, given.data,
                                                                                   given.label, given.out, output);
                                            });
    reconstruct->add_option("--data", arguments.data, kDataHelp)->required();
    reconstruct
        ->add_option(
            "--out", arguments.out,
            "A folder, or grid.png with inputs above outputs; FILE.tif or FILE.npy: in the images' own values, "
            "a page or a row each in their order, with a TIFF's pixel size")
        ->required();

    addLayout(app, arguments, chosen);
    addCluster(app, arguments, chosen);
    addInterpolate(app, arguments, chosen);
    CLI::App* sample = addModelCommand(app, "sample", "Draw pictures of codes from the prior", arguments, chosen,
                                       [](const Arguments& given, Output& output) {
                                           return zscape::verbs().sample(given.project, given.data, given.count,
                                                                         given.label, given.out, output);
                                       });
    for (CLI::App* command : {encode, decode, reconstruct, sample}) addLabel(*command, arguments);
    sample->add_option("--count", arguments.count, "How many")
        ->required()
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
    sample->add_option("--data", arguments.data,
                       "Models that complete pictures: of which so many completions each, in grid.png");
    sample->add_option("--out", arguments.out, kPicturesOutHelp)->required();

    CLI::App* swap = addModelCommand(
        app, "swap-labels", "Decode each image's code with every label (conditional models)", arguments, chosen,
        [](const Arguments& given, Output& output) {
            return zscape::verbs().swapLabels(given.project, given.data, given.label, given.count, given.out, output);
        });
    swap->add_option("--data", arguments.data, kDataHelp)->required();
    swap->add_option("--label", arguments.label, "Encode with this label instead of an image's own");
    swap->add_option("--count", arguments.count, "The first so many images")
        ->required()
        ->check(CLI::Range(int64_t{1}, int64_t{1000}));
    swap->add_option("--out", arguments.out, "grid.png")->required();
}

void addInfoCommands(CLI::App& app, Arguments& arguments, Command& chosen) {
    CLI::App* info = addModelCommand(
        app, "info", "Say what a project holds", arguments, chosen,
        [](const Arguments& given, zscape::Output& output) { return zscape::verbs().info(given.project, output); });
    info->add_flag("--json", arguments.json, "JSON lines on standard output");
    CLI::App* curves = addModelCommand(app, "curves", "Write the curves of a run as a table", arguments, chosen,
                                       [](const Arguments& given, zscape::Output& output) {
                                           return zscape::verbs().curves(given.project, given.out, output);
                                       });
    curves
        ->add_option("--out", arguments.out,
                     "curves.csv: a line for each step, with each term, its smoothed and held-out value and its weight")
        ->required();
    CLI::App* runs = app.add_subcommand("runs", "List a project's runs, what differs and how far they came");
    runs->add_option("PROJECT", arguments.project.folder, "The project's folder")->required();
    runs->add_flag("--json", arguments.json, "JSON lines on standard output");
    runs->callback([&chosen] {
        chosen = [](const Arguments& given, zscape::Output& output) {
            return zscape::verbs().runs(given.project.folder, output);
        };
    });
    CLI::App* recipes = app.add_subcommand("recipes", "List the recipes, by what they are for");
    recipes->add_flag("--json", arguments.json, "JSON lines on standard output");
    recipes->callback(
        [&chosen] { chosen = [](const Arguments&, zscape::Output& output) { return zscape::runRecipes(output); }; });
}

void addReproduce(CLI::App& app, Arguments& arguments, Command& chosen) {
    CLI::App* command = app.add_subcommand("reproduce", "Measure a published claim again; without a name, list them");
    zscape::ReproduceOptions& options = arguments.reproduce;
    command->add_option("NAME", arguments.experiment, "The experiment");
    command->add_option("--seeds", options.seeds, "Average over so many seeds")->check(CLI::Range(1, 1000));
    command->add_option("--epochs", options.epochs, "Train for so many epochs")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
    command->add_option("--threads", options.threads, "Threads that compute; 0: one for each core")
        ->check(CLI::Range(0, zscape::kMostThreads));
    command->add_flag("--json", arguments.json, "JSON lines on standard output");
    command->callback([&chosen] {
        chosen = [](const Arguments& given, zscape::Output& output) {
            return zscape::verbs().reproduce(given.experiment, given.reproduce, output);
        };
    });
}

/// What was wrong with the arguments; CLI11 does not name a command that it does not know.
std::string wrongUsage(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    if (first.empty() || first.front() == '-' || std::find(names.begin(), names.end(), first) != names.end())
        return std::string(error.what()) + ".";
    const std::string near = zscape::nearestWord(first, names);
    return "There is no command \"" + first + "\"." + (near.empty() ? "" : " Did you mean " + near + "?");
}

/// Errors that lie in what was typed, not in what happened.
bool isWrongUsage(const std::string& code) {
    return code.starts_with("setting.") || code.starts_with("usage.") || code.starts_with("condition.") ||
           code == "recipe.unknown" || code == "project.run" || code == "project.place";
}

int run(const Command& chosen, const Arguments& arguments) {
    zscape::Output output(arguments.json);
    try {
        const int status = chosen(arguments, output);
        if (status != 0 || !output.trouble()) return status;
        output.error(*output.trouble());
        return kFailed;
    } catch (const std::exception&) {
        const zscape::ErrorInfo info = zscape::describeCurrentException();
        output.error(info.sentence());
        return isWrongUsage(info.code) ? kWrongUsage : kFailed;
    }
}

}  // namespace

int main(int argc, char** argv) {
    zscape::writeErrorsInsteadOfSignals();
    CLI::App app("Zscape: train autoencoders on a folder of images and explore their latent spaces", "zscape-cli");
    app.require_subcommand(1);
    app.set_version_flag("--version", "zscape-cli " ZSCAPE_VERSION " (LibTorch " + zscape::torchVersion() + ")",
                         "The versions of this program and of LibTorch");
    Arguments arguments;
    Command chosen;
    addTrain(app, arguments, chosen);
    addModelCommands(app, arguments, chosen);
    addInfoCommands(app, arguments, chosen);
    addReproduce(app, arguments, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {  // --help, --version
            std::ostringstream words;
            app.exit(error, words, words);
            return run(
                [&](const Arguments&, zscape::Output& output) {
                    output.sayLines(words.str().substr(0, words.str().find_last_not_of('\n') + 1));
                    return 0;
                },
                {});
        }
        const bool json =
            std::any_of(argv, argv + argc, [](const char* argument) { return std::string_view(argument) == "--json"; });
        zscape::Output(json).error(wrongUsage(app, error, argc, argv) + " See zscape-cli --help.");
        return kWrongUsage;
    }
    zscape::limitOpenMpSpinning(argv);
    return run(chosen, arguments);
}
