#include "ui/shell/import_controller.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/import/import_page.h"
#include "ui/import/set_chips.h"
#include "ui/shell/file_dialogs.h"
#include "ui/shell/page_host.h"
#include "ui/shell/recents.h"
#include "ui/widgets/busy_bar.h"

#include <QFileInfo>

namespace zscape {

namespace {

constexpr int kProgressEvery = 100;  // milliseconds
constexpr const char* kShareKey = "heldout_fraction";

/// "~/Downloads/digits", "12 files in ~/Downloads"
QString shownSource(const std::vector<std::string>& sources) {
    if (sources.empty()) return {};
    const QString first = fromPath(sources.front());
    const auto shown = [](const QString& path) { return Recent{Recent::Kind::Images, path, {}, {}}.shownPath(); };
    if (sources.size() == 1)
        return first.startsWith(QLatin1String("sample:")) ? Recent{Recent::Kind::Images, first, {}, {}}.name()
                                                          : shown(first);
    return ImportController::tr("%1 chosen in %2")
        .arg(number(static_cast<qint64>(sources.size())), shown(QFileInfo(first).absolutePath()));
}

bool isFile(const std::vector<std::string>& sources) {
    return sources.size() == 1 && QFileInfo(fromPath(sources.front())).isFile();
}

}  // namespace

double heldOutShareOf(const RunInfo& info) {
    if (info.spec.has(kShareKey)) return info.spec.number(kShareKey);
    const auto given = info.config.overrides.find(kShareKey);
    if (given != info.config.overrides.end())
        if (const auto* share = std::get_if<double>(&given->second)) return *share;
    return 0.1;
}

ImportController::ImportController(SessionBridge* bridge, PageHost* host, ImportPage* page, QWidget* window)
    : QObject(window),
      bridge_(bridge),
      host_(host),
      page_(page),
      window_(window) {
    progress_.setInterval(kProgressEvery);
    connect(&progress_, &QTimer::timeout, this, &ImportController::showProgress);
    connect(bridge_, &SessionBridge::jobEnded, this, &ImportController::jobEnded);
    connect(page_, &ImportPage::cancelWanted, this, &ImportController::cancel);
    connect(page_, &ImportPage::arrangeWanted, this, &ImportController::arrange);
    connect(page_, &ImportPage::readWanted, this, [this](const ImportSettings& settings) {
        if (base_) read({base_->request.sources, settings});
    });
    connect(page_, &ImportPage::setWanted, this, [this](int set) {
        const SetChoice& choice = page_->sets()->choice();
        // What was found for another set is not asked of this one, nor are its axes.
        asked_.settings.arrayAxes.clear();
        asked_.sources = withSet(asked_.sources, choice, choice.sets[static_cast<size_t>(set)].name);
        read(asked_);
    });
    connect(page_, &ImportPage::axesWanted, this, [this](const std::string& axes) {
        asked_.settings.arrayAxes = axes;
        read(asked_);
    });
    connect(page_, &ImportPage::tableWanted, this, &ImportController::chooseTable);
    connect(page_, &ImportPage::useWanted, this, [this] {
        const auto imported = page_->imported();
        if (imported)
            Q_EMIT useWanted(imported->request, share_ == shareBefore_ ? std::nullopt : std::optional(share_));
    });
}

void ImportController::begin(ImportRequest request) {
    giveUpJobs();
    base_.reset();
    shareBefore_ = share_ = heldOutShareOf(*bridge_->session().info());
    page_->begin(shownSource(request.sources), isFile(request.sources));
    host_->open({page_, allIslands(), tr("Use the images, then train"), [this] {
                     if (!page_->letGo()) cancel();
                 }});
    host_->setStatus({Tone::Info, tr("Reading"), {}});
    asked_ = std::move(request);
    read(asked_);
}

void ImportController::cancel() {
    giveUpJobs();
    base_.reset();
    host_->close();
    page_->begin({}, false);  // a set holds its cache
}

void ImportController::giveUpJobs() {
    progress_.stop();
    for (std::optional<JobId>* job : {&reading_, &arranging_}) {
        if (*job) bridge_->session().cancel(**job);
        job->reset();
    }
}

void ImportController::read(ImportRequest request) {
    giveUpJobs();
    reading_ = bridge_->session().readForImport(std::move(request), share_);
    page_->setReading(Progress{"Looking for images", 0, 0, -1}, nullptr);
    progress_.start();
}

void ImportController::arrange(const ImportSettings& settings, double share) {
    if (!base_ || reading_) return;
    if (arranging_) bridge_->session().cancel(*arranging_);
    share_ = share;
    page_->setArranging(true);
    arranging_ = bridge_->session().arrangeForImport(base_, settings, share);
}

void ImportController::chooseTable() {
    file_dialogs::files(window_, tr("Choose a Table"), [this](const QStringList& files) {
        if (!page_->imported() || files.isEmpty()) return;
        ImportSettings settings = page_->imported()->request.settings;
        settings.table.clear();
        for (const QString& file : files) settings.table += (settings.table.empty() ? "" : ";") + pathBytes(file);
        arrange(settings, share_);
    });
}

void ImportController::showProgress() {
    if (!reading_) return;
    for (const JobStatus& job : bridge_->session().jobs()) {
        if (job.id != *reading_) continue;
        page_->setReading(job.progress, bridge_->session().importPreview(*reading_));
        const bool counted = job.progress.total > 0;
        host_->setStatus(
            {Tone::Info, tr("Reading"),
             counted ? tr("%1 of %2 files").arg(number(job.progress.done), number(job.progress.total)) : QString()});
    }
}

void ImportController::jobEnded(JobId id, event::JobEnded::How how, const QString& sentence) {
    const bool read = reading_ == id;
    if (!read && arranging_ != id) return;
    (read ? reading_ : arranging_).reset();
    if (read) progress_.stop();
    const auto imported = bridge_->session().importedBy(id);
    if (how == event::JobEnded::How::Done && imported && imported->sets && !imported->images) {
        base_.reset();
        host_->setStatus({Tone::Info, tr("Choose a set"), {}});
        page_->setSets(*imported->sets);
        return;
    }
    if (how == event::JobEnded::How::Done && imported && imported->readings) {
        base_.reset();
        host_->setStatus({Tone::Info, tr("Choose the axes"), {}});
        page_->setReadings(*imported->readings);
        return;
    }
    if (how == event::JobEnded::How::Done && imported) {
        if (read) base_ = imported;
        take(imported);
        return;
    }
    if (how != event::JobEnded::How::Failed) return;
    if (page_->imported() || page_->isChoosing()) {
        page_->setProblem(sentence);
        return;
    }
    cancel();
    Q_EMIT failed(sentence);
}

void ImportController::take(std::shared_ptr<const Imported> imported) {
    const ImageSet& images = *imported->images;
    const int64_t last = images.count() - 1;
    const bool files = last >= 0 && !images.fileOf(0).empty() && !images.placeOf(0).isTile() && images.pageOf(0) == 0 &&
                       images.pageOf(last) == 0;
    host_->setStatus(
        {Tone::Good, tr("Read"),
         (files ? tr("%1 of %2 files") : tr("%1 of %2 images")).arg(number(images.count()), number(images.found()))});
    page_->setImported(std::move(imported), base_->ownSplit, share_);
}

}  // namespace zscape
