#include "ui/shell/open_controller.h"

#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/recents.h"
#include "ui/widgets/busy_bar.h"

#include <QFileInfo>

#include <utility>

namespace zscape {

OpenController::OpenController(SessionBridge* bridge, Recents* recents, QWidget* window,
                               std::function<void(std::function<void()>)> guard)
    : QObject(window),
      bridge_(bridge),
      recents_(recents),
      window_(window),
      guard_(std::move(guard)) {
    connect(bridge_, &SessionBridge::jobEnded, this, [this](JobId id, event::JobEnded::How how) {
        if (!look_ || *look_ != id) return;
        look_.reset();
        const std::optional<SourceSummary> summary = bridge_->session().summaryOf(id);
        if (how != event::JobEnded::How::Done || !summary) return;
        if (summary->images <= 0) lookSentence_ = tr("No images in here");
        else if (summary->images == 1) lookSentence_ = tr("Open one image");
        else
            lookSentence_ = summary->complete ? tr("Open %Ln image(s)", nullptr, counted(summary->images))
                                              : tr("Open more than %Ln image(s)", nullptr, counted(summary->images));
        Q_EMIT described(lookSentence_);
    });
    connect(bridge_, &SessionBridge::eventArrived, this, [this](const Event& event) {
        if (std::holds_alternative<event::DataLoaded>(event)) {
            remember();
            remark();
        }
        if (const auto* refused = std::get_if<event::CommandRefused>(&event);
            refused && refused->id == loading_ && refused->reason.code == "data.several")
            openPage(loaded_);
        if (const auto* done = std::get_if<event::CommandDone>(&event))
            if (done->kind == CommandKind::Save || done->kind == CommandKind::Open) remember();
    });
}

void OpenController::chooseFolder() {
    file_dialogs::folder(window_, tr("Choose a Folder of Images"),
                         [this](const QString& folder) { importImages({folder}); });
}

void OpenController::chooseFiles() {
    file_dialogs::files(window_, tr("Choose Image Files or Arrays"),
                        [this](const QStringList& files) { importImages(files); });
}

void OpenController::chooseProject() {
    file_dialogs::project(window_, tr("Open a Project"), [this](const QString& folder) { openProject(folder); });
}

void OpenController::openImages(const QStringList& sources) {
    guard_([this, sources] {
        shownOnPage_ = false;
        Q_EMIT pageDone();
        loaded_ = requestOf(sources);
        loading_ = bridge_->session().load(loaded_);
    });
}

void OpenController::importImages(const QStringList& sources) {
    const bool sample = sources.size() == 1 && sources.first().startsWith(QLatin1String("sample:"));
    if (sample) openImages(sources);
    else if (!sources.isEmpty()) openPage(requestOf(sources));
}

ImportRequest OpenController::requestOf(const QStringList& sources) {
    ImportRequest request;
    for (const QString& source : sources)
        request.sources.push_back(source.startsWith(QLatin1String("sample:")) ? source.toStdString()
                                                                              : pathBytes(source));
    return request;
}

std::optional<ImportRequest> OpenController::requestInUse() const {
    const auto& images = bridge_->images();
    if (!images) return std::nullopt;
    const auto settings = bridge_->session().importSettings();
    return ImportRequest{images->sources(), settings ? *settings : ImportSettings{}};
}

void OpenController::openPage(const ImportRequest& request, const std::string& recipe) {
    madeFor_ = recipe;
    Q_EMIT pageWanted(request);
}

void OpenController::importAgain() {
    if (const auto request = requestInUse()) openPage(*request);
}

void OpenController::importFor(const std::string& recipe, const std::function<void(ImportSettings&)>& change) {
    std::optional<ImportRequest> request = requestInUse();
    if (!request) return;
    change(request->settings);
    openPage(*request, recipe);
}

void OpenController::useImages(const ImportRequest& request, std::optional<double> share) {
    guard_([this, request, share] {
        shownOnPage_ = true;
        RunConfig config = bridge_->session().info()->config;
        Q_EMIT pageDone();
        bridge_->session().load(request);
        const std::string recipe = std::exchange(madeFor_, {});
        if (!share && recipe.empty()) return;
        // While images load a configuration is kept for their model.
        if (!recipe.empty() && recipe != config.recipe) {
            config.recipe = recipe;
            config.overrides.clear();  // another recipe has settings of its own
        }
        if (share) config.overrides["heldout_fraction"] = *share;
        bridge_->session().configure(config);
    });
}

void OpenController::openProject(const QString& folder) {
    guard_([this, folder] {
        shownOnPage_ = false;
        Q_EMIT pageDone();
        bridge_->session().open(toPath(folder));
    });
}

void OpenController::openRecent(const QString& path, bool project) {
    if (project) openProject(path);
    else importImages({path});
}

QString OpenController::describe(const Drop& drop) {
    if (drop.kind == Drop::Kind::Nothing) return {};
    if (drop.kind == Drop::Kind::Project)
        return tr("Open the project %1").arg(QFileInfo(drop.paths.first()).completeBaseName());
    if (drop.paths == looked_ && !lookSentence_.isEmpty()) return lookSentence_;
    stopDescribing();
    looked_ = drop.paths;
    std::vector<std::string> sources;
    for (const QString& path : drop.paths) sources.push_back(pathBytes(path));
    look_ = bridge_->session().inspect(std::move(sources));
    lookSentence_ = drop.paths.size() == 1 ? tr("Open %1").arg(QFileInfo(drop.paths.first()).fileName())
                                           : tr("Open %1 files").arg(number(drop.paths.size()));
    return lookSentence_;
}

void OpenController::stopDescribing() {
    if (look_) bridge_->session().cancel(*look_);
    look_.reset();
    looked_.clear();
    lookSentence_.clear();
}

void OpenController::remark() {
    const auto images = bridge_->session().images();
    if (!images || std::exchange(shownOnPage_, false)) return;
    constexpr size_t kMost = 3;
    QStringList sentences;
    for (const ErrorInfo& remark : images->importReport().remarks)
        if (static_cast<size_t>(sentences.size()) < kMost) sentences.append(sentenceOf(remark));
    if (!sentences.isEmpty()) Q_EMIT remarked(sentences.join(QLatin1Char(' ')));
}

void OpenController::remember() {
    const auto info = bridge_->session().info();
    const auto images = bridge_->session().images();
    if (!images && info->project.empty()) return;
    Recent recent;
    recent.when = QDateTime::currentDateTime();
    if (!info->project.empty()) {
        recent.kind = Recent::Kind::Project;
        recent.path = fromPath(info->project);
        const auto epochs = static_cast<int64_t>(info->epoch);
        recent.detail = tr("%1, %Ln epoch(s)", nullptr, counted(epochs)).arg(wordsOf(info->spec.recipe.title));
    } else if (images->sources().size() == 1) {
        recent.path = fromPath(images->sources().front());
        recent.detail = tr("%Ln image(s)", nullptr, counted(images->count()));
    } else {
        return;
    }
    recents_->add(recent);
}

}  // namespace zscape
