# libhandsight.so and what an application needs to link it: headers, a CMake package, a pkg-config
# file. Component `runtime`: cmake --install BUILD --component runtime --prefix WHERE
include(CMakePackageConfigHelpers)

add_library(handsight_library SHARED $<TARGET_OBJECTS:handsight_runtime>)
# By file, so that the archives' own libraries (libtorch, OpenCV) stay out: none of them is used.
set(archives "")
foreach(module inference perception engine geometry formats core)
  list(APPEND archives $<TARGET_FILE:handsight_${module}>)
  add_dependencies(handsight_library handsight_${module})
endforeach()
target_link_libraries(handsight_library PRIVATE
  -Wl,--start-group ${archives} -Wl,--end-group -Wl,--as-needed
  handsight_onednn handsight_onnx_proto Threads::Threads)
target_link_options(handsight_library PRIVATE
  -Wl,--version-script=${CMAKE_CURRENT_LIST_DIR}/handsight.map -Wl,--no-undefined)
set_target_properties(handsight_library PROPERTIES
  OUTPUT_NAME handsight EXPORT_NAME handsight VERSION ${PROJECT_VERSION} SOVERSION 0
  LINK_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/handsight.map)
target_include_directories(handsight_library INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/handsight)
install(TARGETS handsight_library EXPORT handsight_targets COMPONENT runtime
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/handsight/api
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/handsight COMPONENT runtime)
install(EXPORT handsight_targets NAMESPACE handsight:: FILE handsightConfig.cmake
        DESTINATION ${package} COMPONENT runtime)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/handsightConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/handsightConfigVersion.cmake
        DESTINATION ${package} COMPONENT runtime)
# relative, so that it holds wherever the tree is installed
file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/handsight.pc.in ${PROJECT_BINARY_DIR}/handsight.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/handsight.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT runtime)
