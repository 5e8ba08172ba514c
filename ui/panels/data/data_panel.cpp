#include "ui/panels/data/data_panel.h"

#include "engine/session/import_result.h"
#include "ui/panels/data/load_progress.h"
#include "ui/panels/data/missing_fonts.h"
#include "ui/panels/data/thumbnail_grid.h"
#include "ui/panels/data/unreadable_page.h"
#include "ui/selection/selection_model.h"
#include "ui/text/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/image.h"
#include "ui/widgets/picture_mime.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

constexpr int kFilterSlice = 6;    // ms
constexpr int kWhole = 240;        // at 13 px: the longer side of a picture that tiles were cut from
constexpr int kSearchDelay = 120;  // ms after the last key
/// Of the label picker: what was selected when it was asked for.
constexpr int kSelectedImages = -3;

/// What may be typed of an attribute.
QString exampleOf(const Attribute& attribute) {
    const QString name = QString::fromStdString(attribute.name);
    const QString shown = name.contains(QLatin1Char(' ')) ? QLatin1Char('"') + name + QLatin1Char('"') : name;
    if (attribute.kind == Attribute::Kind::Number)
        return shown + QStringLiteral(">") + QLocale::c().toString((attribute.minimum + attribute.maximum) / 2, 'g', 2);
    if (attribute.kind == Attribute::Kind::Category && !attribute.categories.empty())
        return shown + QLatin1Char('=') + QString::fromStdString(attribute.categories.front());
    return shown + QStringLiteral("=…");
}

QString pathText(const std::filesystem::path& path) {
    return path.empty() ? QString() : QFile::decodeName(QByteArray::fromStdString(path.string()));
}

}  // namespace

DataPanel::DataPanel(SelectionModel* selection, QWidget* parent)
    : PanelFrame(tr("Data"), parent),
      selection_(selection),
      pages_(new QStackedWidget(this)),
      grid_(new ThumbnailGrid(selection)),
      unreadable_(new UnreadablePage) {
    buildHeader();
    buildGridPage();
    pages_->addWidget(unreadable_);
    // 10 px of the right padding belong to the scroll bars.
    body()->setContentsMargins(metrics().padding(), 0, metrics().px(2), metrics().padding());
    body()->addWidget(pages_, 1);

    filterTimer_.setInterval(0);
    searchDelay_.setInterval(kSearchDelay);
    searchDelay_.setSingleShot(true);
    connect(&filterTimer_, &QTimer::timeout, this, &DataPanel::workFilter);
    connect(&searchDelay_, &QTimer::timeout, this, &DataPanel::startFilter);
    connect(search_, &QLineEdit::textChanged, &searchDelay_, qOverload<>(&QTimer::start));
    connect(labels_, &QComboBox::activated, this, &DataPanel::startFilter);
    connect(selection, &SelectionModel::selectedChanged, this, &DataPanel::showCounts);
    connect(grid_, &ThumbnailGrid::menuRequested, this, &DataPanel::openImageMenu);
    connect(unreadable_, &UnreadablePage::closed, this, &DataPanel::showImages);
    connect(show_, &QPushButton::clicked, this, &DataPanel::showUnreadable);
    connect(busy_, &LoadProgress::cancelRequested, this, &DataPanel::cancelRequested);
    const auto recolour = [this] {
        unreadableIcon_->setPixmap(
            iconPixmap(QStringLiteral("warn"), tokens().warn, metrics().icon(), devicePixelRatioF()));
    };
    connect(&ThemeController::instance(), &ThemeController::changed, this, recolour);
    recolour();
    setImages(nullptr);
}

void DataPanel::buildHeader() {
    filterButton_ = new IconButton(QStringLiteral("filter"), tr("Filter by label and name"), this);
    header()->addTrailing(filterButton_);
    connect(filterButton_, &QToolButton::clicked, this, &DataPanel::toggleFilter);
    importSettings_ = moreMenu()->addAction(tr("Import settings…"));
    connect(importSettings_, &QAction::triggered, this, &DataPanel::importSettingsWanted);
    QAction* exact = moreMenu()->addAction(tr("Exact pixels"));
    exact->setCheckable(true);
    connect(exact, &QAction::toggled, grid_, &ThumbnailGrid::setExactPixels);
    setMenuOfCurrent([this](QMenu* menu) { fillImageMenu(menu, selection_->current()); });
}

void DataPanel::buildGridPage() {
    const Metrics& m = metrics();
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m.px(4));

    filterRow_ = new QWidget(page);
    auto* filters = new QHBoxLayout(filterRow_);
    filters->setContentsMargins(0, 0, m.px(10), 0);
    filters->setSpacing(m.px(8));
    labels_ = new HeaderCombo(tr("Label"), filterRow_, true);
    labels_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    search_ = new QLineEdit(filterRow_);
    search_->setPlaceholderText(tr("File name"));
    search_->setAccessibleName(tr("File name"));
    search_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    search_->setClearButtonEnabled(true);
    for (QWidget* field : {static_cast<QWidget*>(labels_), static_cast<QWidget*>(search_)})
        field->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    filters->addWidget(labels_, 1);
    filters->addWidget(search_, 1);
    column->addWidget(filterRow_);
    column->addSpacing(m.px(2));
    column->addWidget(grid_, 1);
    column->addSpacing(m.px(2));

    const auto note = [](QLabel* label) {
        label->setFont(noteFont());
        label->setTextFormat(Qt::PlainText);
        return label;
    };
    auto* counts = new QHBoxLayout;
    counts->setContentsMargins(0, 0, m.px(10), 0);
    count_ = note(new ElidedLabel(page));
    format_ = note(new QLabel(page));
    format_->setForegroundRole(QPalette::PlaceholderText);
    counts->addWidget(count_, 1);
    counts->addWidget(format_);
    column->addLayout(counts);
    sides_ = note(new QLabel(page));
    sides_->setForegroundRole(QPalette::PlaceholderText);
    sides_->setWordWrap(true);
    sides_->setContentsMargins(0, 0, m.px(10), 0);
    column->addWidget(sides_);

    unreadableRow_ = new QWidget(page);
    auto* unread = new QHBoxLayout(unreadableRow_);
    // A link has 4 px of its own at the right.
    unread->setContentsMargins(0, 0, m.px(6), 0);
    unread->setSpacing(m.px(6));
    unreadableIcon_ = new QLabel(unreadableRow_);
    unreadableText_ = note(new ElidedLabel(unreadableRow_));
    show_ = new QPushButton(tr("Show"), unreadableRow_);
    show_->setFont(noteFont());
    show_->setAccessibleName(tr("Show the files that could not be read"));
    setButtonLook(show_, ButtonLook::Link);
    show_->setFixedHeight(m.px(20));
    unread->addWidget(unreadableIcon_);
    unread->addWidget(unreadableText_, 1);
    unread->addWidget(show_);
    column->addWidget(unreadableRow_);

    auto* busyRow = new QHBoxLayout;
    busyRow->setContentsMargins(0, 0, m.px(6), 0);
    busy_ = new LoadProgress(page);
    busyRow->addWidget(busy_);
    column->addLayout(busyRow);
    pages_->addWidget(page);
}

void DataPanel::setImages(std::shared_ptr<const ImageSet> images) {
    if (images == images_ && filter_.count() > 0) return;
    images_ = std::move(images);
    fillLabels();
    {
        const QSignalBlocker quiet(search_);
        search_->clear();
    }
    searchDelay_.stop();
    filter_.start(images_, {});
    if (images_) unreadable_->setFiles(images_->unreadable());
    if (const QString missing = images_ ? missingFontSentence(*images_) : QString(); !missing.isEmpty())
        strip()->showMessage({Tone::Info, missing, {}, {}, StripStay::UntilClosed});
    else strip()->clear();
    if (!loading()) applySource(false);
    showCounts();
    if (pages_->currentWidget() == unreadable_ && (!images_ || images_->unreadable().empty())) showImages();
}

void DataPanel::setLoading(std::shared_ptr<const LoadPreview> preview, std::optional<Progress> progress) {
    const bool was = loading();
    if (!was && !preview && !progress) return;
    const bool changed = preview != preview_;
    preview_ = std::move(preview);
    progress_ = std::move(progress);
    // Thumbnails that are drawn already stay: only the ones that came since are asked for.
    if (changed || was != loading()) applySource(was && loading());
    showCounts();
}

void DataPanel::applySource(bool samePictures) {
    ThumbnailSource source;
    if (loading()) {
        const auto preview = preview_;
        source.count = preview ? static_cast<int64_t>(preview->pictures.size()) : 0;
        // Ids below -1: these are no images of a set yet, and nothing may be taken for one of the set before.
        source.imageAt = [](int64_t position) { return -2 - position; };
        source.positionOf = [](int64_t) { return int64_t{-1}; };
        source.picture = [preview](int64_t image) {
            const std::shared_ptr<const Picture>& picture = preview->pictures[static_cast<size_t>(-2 - image)];
            return picture ? toImage(*picture) : QImage();
        };
        source.name = [](int64_t) { return QString(); };
        source.file = source.name;
        grid_->setEmptyText(tr("Looking for images"));
    } else {
        source.count = filter_.count();
        source.imageAt = [this](int64_t position) { return filter_.imageAt(position); };
        source.positionOf = [this](int64_t image) { return filter_.positionOf(image); };
        if (images_) {
            source.picture = [images = images_](int64_t image) { return toImage(images->picture(image)); };
            source.name = [images = images_](int64_t image) {
                const QString name = QString::fromStdString(images->nameOf(image));
                const int label = images->labelOf(image);
                return label < 0
                           ? name
                           : tr("%1, label %2")
                                 .arg(name, QString::fromStdString(images->labelNames()[static_cast<size_t>(label)]));
            };
            source.file = [images = images_](int64_t image) { return pathText(images->fileOf(image)); };
            source.whole = [this, images = images_](int64_t image, std::function<void(const QImage&)> then) {
                if (!overviews_) return;
                const double ratio = devicePixelRatioF();
                overviews_(images, image, qRound(metrics().px(kWhole) * ratio), tileGround(),
                           [ratio, then = std::move(then)](const TileOverview& overview) {
                               then(tilePicture(overview, ratio));
                           });
            };
        }
        grid_->setEmptyText(!images_ && gone_   ? tr("The images are not where they were.")
                            : !images_          ? tr("No images yet. Drop a folder of images on the window.")
                            : filter_.working() ? tr("Searching")
                                                : tr("No image has this label and name."));
    }
    grid_->setSource(std::move(source), samePictures);
}

void DataPanel::startFilter() {
    ThumbnailQuery query;
    readQuery(search_->text(), images_.get(), query);
    if (!labels_->isHidden() && labels_->count() > 0) {
        const QVariant chosen = labels_->currentData();
        // A label by its number, or a category as it would be typed.
        if (chosen.typeId() == QMetaType::Int && chosen.toInt() == kSelectedImages) {
            query.among = shownSelection_;
        } else if (chosen.typeId() == QMetaType::Int) {
            query.label = chosen.toInt();
        } else {
            ThumbnailQuery category;
            readQuery(chosen.toString(), images_.get(), category);
            query.conditions.insert(query.conditions.end(), category.conditions.begin(), category.conditions.end());
        }
    }
    if (query == filter_.query()) return;
    filter_.start(images_, query);
    filterTimer_.start();
    workFilter();
}

void DataPanel::workFilter() {
    if (!filter_.work(kFilterSlice)) filterTimer_.stop();
    if (!loading()) applySource(true);
    if (!filter_.working()) grid_->showCurrent();
    showCounts();
}

void DataPanel::toggleFilter() {
    filterShown_ = !filterShown_;
    showFilterRow();
    if (filterShown_) {
        showImages();
        search_->setFocus();
        return;
    }
    // A filter that nobody sees would make the count a riddle.
    labels_->setCurrentIndex(0);
    search_->clear();
    startFilter();
}

void DataPanel::showFilterRow() {
    filterRow_->setVisible(filterShown_ && images_);
    setReason(filterButton_, images_ ? QString() : tr("There are no images"));
    // Lit while not everything is shown.
    const bool filtered = !filter_.query().everything();
    filterButton_->setCheckable(filtered);
    filterButton_->setChecked(filtered);
}

void DataPanel::setTraining(bool training) {
    setReason(importSettings_, training ? tr("Fixed while a run trains") : QString());
    moreMenu()->setToolTipsVisible(training);
}

void DataPanel::setSplit(std::shared_ptr<const Split> split) {
    split_ = std::move(split);
    showCounts();
}

void DataPanel::setGone(bool gone) {
    if (gone == gone_) return;
    gone_ = gone;
    if (!loading()) applySource(true);
    showCounts();
}

QString DataPanel::countText() const { return count_->text(); }

QString DataPanel::formatText() const { return format_->text(); }

QString DataPanel::splitText() const { return sides_->text(); }

void DataPanel::showUnreadable() {
    pages_->setCurrentWidget(unreadable_);
    unreadable_->setFocus();
}

void DataPanel::showImages() { pages_->setCurrentIndex(0); }

void DataPanel::showSelected() {
    if (!images_ || selection_->selected().images() != images_->count()) return;
    shownSelection_ = selection_->seen();
    constexpr int kSecond = 1;
    if (labels_->findData(kSelectedImages) < 0) {
        if (labels_->count() == 0) labels_->addItem(tr("All images"), ThumbnailQuery::kAllLabels);
        labels_->insertItem(kSecond, tr("Selected"), kSelectedImages);
    }
    labels_->setVisible(true);
    labels_->setCurrentIndex(kSecond);
    {
        const QSignalBlocker quiet(search_);
        search_->clear();
    }
    filterShown_ = true;
    showImages();
    startFilter();
    showFilterRow();
}

void DataPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && pages_->currentIndex() != 0) return showImages();
    PanelFrame::keyPressEvent(event);
}

void DataPanel::openImageMenu(qint64 image, QPoint global) {
    if (image < 0 || loading() || !images_) {
        moreMenu()->popup(global);
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillImageMenu(menu, image);
    menu->popup(global);
}

void DataPanel::fillImageMenu(QMenu* menu, int64_t image) {
    const bool there = image >= 0 && images_ && image < images_->count() && !loading();
    const auto add = [&](const QString& text, const QString& command, const QString& off, const auto& act) {
        QAction* action = menu->addAction(text);
        setCommandName(action, command);
        setReason(action, there ? off : tr("No image is chosen"));
        connect(action, &QAction::triggered, this, act);
    };
    add(tr("Set as A"), tr("Set the chosen image as A"), {}, [this, image] { Q_EMIT setAsARequested(image); });
    add(tr("Set as B"), tr("Set the chosen image as B"), {}, [this, image] { Q_EMIT setAsBRequested(image); });
    menu->addSeparator();
    const QString none = there && images_->fileOf(image).empty() ? tr("It is of no file") : QString();
    add(tr("Show file"), tr("Show the file of the chosen image"), none,
        [this, image] { Q_EMIT showFileRequested(image); });
    add(tr("Copy picture"), tr("Copy the chosen image"), {}, [this, images = images_, image] {
        copyPicture(toImage(images->picture(image)));
        Q_EMIT pictureCopied();
    });
    add(tr("Copy name"), tr("Copy the name of the chosen image"), {}, [images = images_, image] {
        QApplication::clipboard()->setText(QString::fromStdString(images->nameOf(image)));
    });
    menu->setToolTipsVisible(true);
}

void DataPanel::fillLabels() {
    labels_->clear();
    shownSelection_ = nullptr;
    const bool labelled = images_ && !images_->labelNames().empty();
    const bool categories =
        images_ && std::any_of(images_->attributes().begin(), images_->attributes().end(),
                               [](const Attribute& attribute) { return attribute.kind == Attribute::Kind::Category; });
    search_->setPlaceholderText(images_ && !images_->attributes().empty()
                                    ? tr("Name, or %1").arg(exampleOf(images_->attributes().front()))
                                    : tr("File name"));
    labels_->setVisible(labelled || categories);
    if (!labelled && !categories) return;
    labels_->addItem(labelled ? tr("All labels") : tr("All images"), ThumbnailQuery::kAllLabels);
    if (labelled) fillLabelNames();
    if (categories) fillAttributes();
}

void DataPanel::fillAttributes() {
    constexpr size_t kMostCategories = 40;
    for (const Attribute& attribute : images_->attributes()) {
        if (attribute.kind != Attribute::Kind::Category || attribute.categories.size() > kMostCategories) continue;
        labels_->insertSeparator(labels_->count());
        const QString name = QString::fromStdString(attribute.name);
        for (const std::string& category : attribute.categories) {
            const QString value = QString::fromStdString(category);
            labels_->addItem(tr("%1: %2").arg(name, value), QStringLiteral("\"%1\"=\"%2\"").arg(name, value));
        }
    }
}

void DataPanel::fillLabelNames() {
    int index = 0;
    for (const std::string& name : images_->labelNames()) labels_->addItem(QString::fromStdString(name), index++);
    for (int64_t image = 0; image < images_->count(); ++image) {
        if (images_->labelOf(image) >= 0) continue;
        labels_->addItem(tr("Without a label"), ThumbnailQuery::kUnlabelled);
        break;
    }
}

void DataPanel::showCounts() {
    showFilterRow();
    busy_->setVisible(loading());
    count_->setVisible(!loading() && images_);
    format_->setVisible(!loading() && images_);
    sides_->setVisible(!loading() && images_ && split_);
    const auto unreadable = images_ ? static_cast<qint64>(images_->unreadable().size()) : 0;
    unreadableRow_->setVisible(!loading() && (unreadable > 0 || gone_));
    show_->setVisible(!gone_);
    if (gone_) unreadableText_->setText(tr("not found"));
    if (progress_) {
        busy_->setProgress(*progress_);
    } else if (preview_) {
        busy_->setProgress({"Reading images", preview_->done, preview_->total, -1});
    }
    if (!images_) return;
    const QString all = number(images_->count());
    const bool one = images_->count() == 1;
    if (selection_->isMany()) {
        count_->setText(tr("%1 selected of %2").arg(number(selection_->selected().count()), all));
    } else if (!filter_.query().everything()) {
        count_->setText(filter_.working() ? tr("%1 found of %2 so far").arg(number(filter_.count()), all)
                                          : tr("%1 of %2 images").arg(number(filter_.count()), all));
    } else {
        count_->setText(images_->found() > images_->count() ? tr("%1 of %2 images").arg(all, number(images_->found()))
                                                            : (one ? tr("%1 image") : tr("%1 images")).arg(all));
    }
    count_->setToolTip(count_->text());
    format_->setText(pictureFormat(images_->size(), images_->channels()));
    if (split_) {
        const bool own = images_->hasOwnSplit();
        QStringList parts{tr("%1 to train").arg(number(static_cast<qint64>(split_->train.size())))};
        if (!split_->heldOut.empty())
            parts.append(tr("%1 held out").arg(number(static_cast<qint64>(split_->heldOut.size()))));
        if (!split_->test.empty()) parts.append(tr("%1 to test").arg(number(static_cast<qint64>(split_->test.size()))));
        sides_->setText(own ? tr("Its own split: %1").arg(parts.join(QStringLiteral(", ")))
                            : parts.join(QStringLiteral(", ")));
    }
    if (!gone_) unreadableText_->setText(tr("%1 could not be read").arg(number(unreadable)));
}

}  // namespace zscape
